package dev.kindred.engine.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Max or average pooling of one shape {@code [n, h, w, c]}. */
public interface PoolKernel {
  /** Writes {@code y}. */
  void forward(INDArray x, INDArray y);

  /** Writes the gradient of the input of the last forward pass. */
  void backward(INDArray x, INDArray y, INDArray dy, INDArray dx);
}
