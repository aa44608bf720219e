package dev.kindred.loss.math;

/**
 * Sums and extremes. Written so that the processor can overlap the steps: a plain sum waits for
 * every addition, and {@link Math#max} is several instructions for the sake of NaN and -0.
 */
public final class Reduce {
  private Reduce() {}

  /** Sum of the first n values. */
  public static double sum(double[] v, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int k = 0;
    for (; k + 3 < n; k += 4) {
      a += v[k];
      b += v[k + 1];
      c += v[k + 2];
      d += v[k + 3];
    }
    for (; k < n; k++) {
      a += v[k];
    }
    return a + b + (c + d);
  }

  /** Largest of the first n values; minus infinity without any. */
  public static double max(double[] v, int n) {
    double a = Double.NEGATIVE_INFINITY;
    double b = a;
    int k = 0;
    for (; k + 1 < n; k += 2) {
      a = v[k] > a ? v[k] : a;
      b = v[k + 1] > b ? v[k + 1] : b;
    }
    if (k < n) {
      a = v[k] > a ? v[k] : a;
    }
    return a > b ? a : b;
  }

  /** Smallest of the first n values; infinity without any. */
  public static double min(double[] v, int n) {
    double a = Double.POSITIVE_INFINITY;
    double b = a;
    int k = 0;
    for (; k + 1 < n; k += 2) {
      a = v[k] < a ? v[k] : a;
      b = v[k + 1] < b ? v[k + 1] : b;
    }
    if (k < n) {
      a = v[k] < a ? v[k] : a;
    }
    return a < b ? a : b;
  }

  /** {@code <a, b>} of d numbers from these places on, in double precision. */
  public static double dot(float[] a, int from, float[] b, int other, int d) {
    double p = 0;
    double q = 0;
    double r = 0;
    double s = 0;
    int k = 0;
    for (; k + 3 < d; k += 4) {
      p += (double) a[from + k] * b[other + k];
      q += (double) a[from + k + 1] * b[other + k + 1];
      r += (double) a[from + k + 2] * b[other + k + 2];
      s += (double) a[from + k + 3] * b[other + k + 3];
    }
    for (; k < d; k++) {
      p += (double) a[from + k] * b[other + k];
    }
    return p + q + (r + s);
  }
}
