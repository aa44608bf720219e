package dev.kindred.engine.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The sum of two dense arrays of one length. */
public interface SumKernel {
  /** Writes {@code y}, which may be one of the two. */
  void add(INDArray a, INDArray b, INDArray y);
}
