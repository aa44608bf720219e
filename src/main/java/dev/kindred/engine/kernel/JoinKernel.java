package dev.kindred.engine.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Images {@code [n, h, w, c_i]} of one size side by side in their channels. */
public interface JoinKernel {
  /** Writes {@code y}. */
  void forward(INDArray[] x, INDArray y);

  /** Writes each part of the gradient. */
  void backward(INDArray dy, INDArray[] dx);
}
