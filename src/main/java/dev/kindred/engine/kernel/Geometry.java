package dev.kindred.engine.kernel;

/**
 * Sizes of one windowed operation.
 *
 * @param n images
 * @param c input channels
 * @param h input rows
 * @param w input columns
 * @param out output channels
 * @param kernel side of the window
 * @param stride in both directions
 * @param top padding rows above
 * @param left padding columns before
 * @param bottom padding rows below
 * @param right padding columns after
 * @param groups 1, or {@code c} for a depthwise convolution
 */
public record Geometry(
    long n,
    int c,
    long h,
    long w,
    int out,
    int kernel,
    int stride,
    int top,
    int left,
    int bottom,
    int right,
    int groups) {

  /** Output rows. */
  public long outH() {
    return (h + top + bottom - kernel) / stride + 1;
  }

  /** Output columns. */
  public long outW() {
    return (w + left + right - kernel) / stride + 1;
  }

  /** Input sizes {@code [n, c, h, w]}. */
  public long[] src() {
    return new long[] {n, c, h, w};
  }

  /** Output sizes {@code [n, out, outH, outW]}. */
  public long[] dst() {
    return new long[] {n, out, outH(), outW()};
  }

  /** Weight sizes, {@code [out, c, k, k]} or with a leading group. */
  public long[] weights() {
    return groups == 1
        ? new long[] {out, c, kernel, kernel}
        : new long[] {groups, out / groups, c / groups, kernel, kernel};
  }

  /** Rows, columns. */
  public long[] strides() {
    return new long[] {stride, stride};
  }

  /** Above, left. */
  public long[] paddingBefore() {
    return new long[] {top, left};
  }

  /** Below, right. */
  public long[] paddingAfter() {
    return new long[] {bottom, right};
  }
}
