package dev.kindred.engine.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Dense fp32 numbers in the type of the kernels. */
public interface CastKernel {
  /** Writes {@code y}, rounded to nearest. */
  void narrow(INDArray x, INDArray y);
}
