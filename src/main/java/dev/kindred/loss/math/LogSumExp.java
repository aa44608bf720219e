package dev.kindred.loss.math;

/** {@code log(sum of exponentials)} and its derivative, evaluated around the largest exponent. */
public final class LogSumExp {
  private LogSumExp() {}

  /**
   * {@code log(e^z_1 + ... + e^z_n)}; minus infinity for n = 0.
   *
   * @param z exponents; the first n are overwritten by the derivative, {@code e^z_k / sum}
   */
  public static double of(double[] z, int n) {
    return of(z, n, Double.NEGATIVE_INFINITY);
  }

  /** {@code log(1 + e^z_1 + ... + e^z_n)}, otherwise as {@link #of(double[], int)}. */
  public static double plusOne(double[] z, int n) {
    return of(z, n, 0);
  }

  /** As {@link #of(double[], int)}, for exponents of which the largest is known. */
  public static double around(double max, double[] z, int n) {
    return of(z, n, Double.NEGATIVE_INFINITY, max);
  }

  private static double of(double[] z, int n, double extra) {
    return of(z, n, extra, Math.max(extra, Reduce.max(z, n)));
  }

  private static double of(double[] z, int n, double extra, double max) {
    if (max == Double.NEGATIVE_INFINITY) {
      return max;
    }
    Exponential.of(z, n, max);
    double sum = Math.exp(extra - max) + Reduce.sum(z, n);
    double share = 1 / sum;
    for (int k = 0; k < n; k++) {
      z[k] *= share;
    }
    return max + Math.log(sum);
  }

  /** {@code log(e^a + e^b)}. */
  public static double of(double a, double b) {
    double max = Math.max(a, b);
    return max == Double.NEGATIVE_INFINITY ? max : max + Softplus.of(Math.min(a, b) - max);
  }
}
