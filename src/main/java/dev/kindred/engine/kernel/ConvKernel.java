package dev.kindred.engine.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code y = activation(conv(x, scale * w) + shift)} and its gradients, for one shape; {@code
 * scale} and {@code shift} are per output channel. A frozen batch normalisation is such a scale and
 * shift, so it costs no pass over the activations, forward or backward. Images are {@code [n, h, w,
 * c]}, weights {@code [out, c / groups, k, k]}.
 */
public interface ConvKernel {
  /**
   * Takes the weights for all passes until the next call; {@code w} must not change until then.
   *
   * @param scale per output channel, or null for 1
   * @param shift per output channel
   */
  void prepare(INDArray w, float[] scale, float[] shift);

  /** Writes {@code y}. */
  void forward(INDArray x, INDArray y);

  /** Writes the gradient of {@code x} from that of the convolution's output. */
  void backwardData(INDArray dz, INDArray dx);

  /**
   * Writes the gradient of the unscaled weights.
   *
   * @param dScale gradient of the scale, written when there is one
   * @param dShift gradient of the shift, written
   */
  void backwardWeights(INDArray x, INDArray dz, INDArray dw, float[] dScale, float[] dShift);
}
