package dev.kindred.engine.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** ReLU or ReLU6 of one size. */
public interface RectifierKernel {
  /** In place. */
  void forward(INDArray x);

  /** Writes the gradient of the input, from the output and the gradient there. */
  void backward(INDArray y, INDArray dy, INDArray dx);
}
