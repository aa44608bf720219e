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
   * Writes {@code y}.
   *
   * @param scale per output channel, or null for 1
   */
  void forward(INDArray x, INDArray w, float[] scale, float[] shift, INDArray y);

  /** Writes the gradient of {@code x} from that of the convolution's output. */
  void backwardData(INDArray dz, INDArray w, float[] scale, INDArray dx);

  /**
   * Writes the gradient of the unscaled weights.
   *
   * @param dScale gradient of the scale, written when {@code scale} is given
   * @param dShift gradient of the shift, written
   */
  void backwardWeights(
      INDArray x,
      INDArray dz,
      INDArray w,
      float[] scale,
      INDArray dw,
      float[] dScale,
      float[] dShift);
}
