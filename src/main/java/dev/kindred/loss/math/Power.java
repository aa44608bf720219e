package dev.kindred.loss.math;

/** Powers of a whole array with one exponent. */
public final class Power {
  private Power() {}

  /**
   * Overwrites the first n values, none of them negative, by their power. Where twice the exponent
   * is a whole number, by repeated squaring, which the JVM vectorises.
   */
  public static void of(double[] values, int n, double exponent) {
    long halves = Math.round(2 * exponent);
    if (halves != 2 * exponent || halves < 0 || halves > Integer.MAX_VALUE) {
      for (int k = 0; k < n; k++) {
        values[k] = Math.pow(values[k], exponent);
      }
      return;
    }
    double[] square = new double[n];
    for (int k = 0; k < n; k++) {
      square[k] = Math.sqrt(values[k]);
      values[k] = 1;
    }
    for (long rest = halves; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        for (int k = 0; k < n; k++) {
          values[k] *= square[k];
        }
      }
      for (int k = 0; k < n; k++) {
        square[k] *= square[k];
      }
    }
  }
}
