package dev.kindred.engine;

import java.util.Arrays;

/**
 * One array in a {@link ReplicaState}.
 *
 * @param key its PyTorch name, such as {@code head.weight}
 * @param shape in PyTorch's order, row-major
 * @param offset of its first value in {@link ReplicaState#parameters}
 * @param part of the network it belongs to
 * @param initial every value before weights are set
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read in this package and the engines
public record StateSlice(String key, int[] shape, int offset, Part part, float initial) {
  /** What an optimiser does with an array. */
  public enum Part {
    /** Learns at the backbone's rate. */
    BACKBONE,
    /** Learns at the head's rate. */
    HEAD,
    /** Learns at the rate of the loss's own parameters. */
    PROXIES,
    /** No optimiser touches it: running statistics, and layers that are not trained. */
    FIXED
  }

  /** Number of values. */
  public int length() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** Offset behind the last value. */
  public int end() {
    return offset + length();
  }
}
