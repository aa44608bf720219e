package dev.kindred.engine.kernel;

import dev.kindred.model.Activation;

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

  /** Name, version and instruction set, for the run's log. */
  String describe();
}
