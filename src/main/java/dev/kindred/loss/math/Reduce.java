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
    double e = 0;
    double f = 0;
    double g = 0;
    double h = 0;
    int k = 0;
    for (; k + 7 < n; k += 8) {
      a += v[k];
      b += v[k + 1];
      c += v[k + 2];
      d += v[k + 3];
      e += v[k + 4];
      f += v[k + 5];
      g += v[k + 6];
      h += v[k + 7];
    }
    for (; k < n; k++) {
      a += v[k];
    }
    return a + b + (c + d) + (e + f + (g + h));
  }

  /** Largest of the first n values; minus infinity without any. */
  public static double max(double[] v, int n) {
    double a = Double.NEGATIVE_INFINITY;
    double b = a;
    double c = a;
    double d = a;
    int k = 0;
    for (; k + 3 < n; k += 4) {
      a = v[k] > a ? v[k] : a;
      b = v[k + 1] > b ? v[k + 1] : b;
      c = v[k + 2] > c ? v[k + 2] : c;
      d = v[k + 3] > d ? v[k + 3] : d;
    }
    for (; k < n; k++) {
      a = v[k] > a ? v[k] : a;
    }
    a = b > a ? b : a;
    c = d > c ? d : c;
    return c > a ? c : a;
  }

  /** Smallest of the first n values; infinity without any. */
  public static double min(double[] v, int n) {
    double a = Double.POSITIVE_INFINITY;
    double b = a;
    double c = a;
    double d = a;
    int k = 0;
    for (; k + 3 < n; k += 4) {
      a = v[k] < a ? v[k] : a;
      b = v[k + 1] < b ? v[k + 1] : b;
      c = v[k + 2] < c ? v[k + 2] : c;
      d = v[k + 3] < d ? v[k + 3] : d;
    }
    for (; k < n; k++) {
      a = v[k] < a ? v[k] : a;
    }
    a = b < a ? b : a;
    c = d < c ? d : c;
    return c < a ? c : a;
  }

  /** {@code <a, b>} of the first d numbers. */
  public static double dot(double[] a, double[] b, double[] scratch, int d) {
    for (int k = 0; k < d; k++) {
      scratch[k] = a[k] * b[k];
    }
    return sum(scratch, d);
  }

  /** {@code <a, a>} of d numbers from this place on, in double precision. */
  public static double squares(float[] a, int from, int d) {
    double p = 0;
    double q = 0;
    double r = 0;
    double s = 0;
    int k = from;
    for (; k + 3 < from + d; k += 4) {
      double first = a[k];
      double second = a[k + 1];
      double third = a[k + 2];
      double fourth = a[k + 3];
      p += first * first;
      q += second * second;
      r += third * third;
      s += fourth * fourth;
    }
    for (; k < from + d; k++) {
      p += (double) a[k] * a[k];
    }
    return p + q + (r + s);
  }

  /** {@code <a, b>} of the first d numbers, in single precision. */
  public static float dot(float[] a, float[] b, int d) {
    float p = 0;
    float q = 0;
    float r = 0;
    float s = 0;
    float t = 0;
    float u = 0;
    float v = 0;
    float w = 0;
    int k = 0;
    for (; k + 7 < d; k += 8) {
      p += a[k] * b[k];
      q += a[k + 1] * b[k + 1];
      r += a[k + 2] * b[k + 2];
      s += a[k + 3] * b[k + 3];
      t += a[k + 4] * b[k + 4];
      u += a[k + 5] * b[k + 5];
      v += a[k + 6] * b[k + 6];
      w += a[k + 7] * b[k + 7];
    }
    for (; k < d; k++) {
      p += a[k] * b[k];
    }
    return p + q + (r + s) + (t + u + (v + w));
  }

  /** Adds a multiple of the first d numbers. */
  public static void addScaled(float by, float[] from, float[] into, int d) {
    for (int k = 0; k < d; k++) {
      into[k] += by * from[k];
    }
  }
}
