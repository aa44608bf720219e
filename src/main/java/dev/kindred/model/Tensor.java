package dev.kindred.model;

import java.util.Arrays;

/**
 * A named array of numbers.
 *
 * @param name key in its state dict
 * @param shape sizes, outermost first; empty for a single number; not copied, not modified
 * @param data values, row-major ("C order"); not copied, not modified
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes that are handed over once
public record Tensor(String name, int[] shape, float[] data) {
  /**
   * @throws IllegalArgumentException when the shape does not fit the number of values
   */
  public Tensor {
    if (count(shape) != data.length) {
      throw new IllegalArgumentException(
          name + ": " + data.length + " numbers are not a " + Arrays.toString(shape));
    }
  }

  /** The same values under another shape of as many numbers. */
  public Tensor reshape(int... other) {
    return new Tensor(name, other, data);
  }

  /**
   * Number of values of a shape.
   *
   * @throws IllegalArgumentException when a size is negative or there are 2^31 or more values
   */
  static int count(int[] shape) {
    long n = 1;
    for (int size : shape) {
      n = size < 0 ? -1 : n * size;
      if (n < 0 || n > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("impossible shape " + Arrays.toString(shape));
      }
    }
    return (int) n;
  }
}
