package dev.kindred.engine.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation by the batch's own statistics (Ioffe and Szegedy 2015), for one shape {@code
 * [n, h, w, c]}; per-channel arrays are {@code [1, c]}.
 */
public interface NormKernel {
  /** Writes {@code y}, the batch's mean and its biased variance. */
  void forward(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y);

  /** Writes the gradients of input, gamma and beta. */
  void backward(
      INDArray x,
      INDArray gamma,
      INDArray mean,
      INDArray variance,
      INDArray dy,
      INDArray dx,
      INDArray dGamma,
      INDArray dBeta);
}
