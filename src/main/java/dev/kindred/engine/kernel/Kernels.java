package dev.kindred.engine.kernel;

import dev.kindred.model.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The heavy operations of a network; one implementation for CPUs, one for whatever ND4J runs on.
 */
public interface Kernels {
  /** With {@code fused} applied to the output of the forward pass. */
  ConvKernel conv(Geometry g, Activation fused);

  /** RELU or RELU6 over {@code length} values. */
  RectifierKernel rectifier(long length, Activation kind);

  /** Over {@code [n, h, w, c]}. */
  NormKernel norm(long n, long h, long w, long c, float eps);

  /** {@code max}, else the average, which counts the padding. */
  PoolKernel pool(Geometry g, boolean max);

  /** Side by side in the channels: parts {@code [n, h, w, channels_i]}. */
  JoinKernel join(long n, long h, long w, int[] channels);

  /** Over {@code length} values. */
  SumKernel sum(long length);

  /** Over {@code length} values. */
  CastKernel cast(long length);

  /** A copy of dense values. */
  float[] floats(INDArray x);

  /** Copies dense values of one type. */
  void copy(INDArray from, INDArray to);

  /** Overwrites dense values. */
  void set(INDArray x, float[] values);

  /** Name, version and instruction set, for the run's log. */
  String describe();
}
