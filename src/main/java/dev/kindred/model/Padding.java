package dev.kindred.model;

import java.io.Serializable;

/**
 * Zero padding in pixels on each side.
 *
 * @param top rows above
 * @param left columns before
 * @param bottom rows below
 * @param right columns after
 */
public record Padding(int top, int left, int bottom, int right) implements Serializable {
  /** The same on every side, as PyTorch's {@code padding=p}. */
  public static Padding of(int p) {
    return new Padding(p, p, p, p);
  }

  /**
   * TensorFlow's "SAME": the output has {@code ceil(size / stride)} rows; what does not divide
   * evenly is added at the bottom and right.
   */
  public static Padding same(int size, int kernel, int stride) {
    int out = (size + stride - 1) / stride;
    int total = Math.max(0, (out - 1) * stride + kernel - size);
    return new Padding(total / 2, total / 2, total - total / 2, total - total / 2);
  }
}
