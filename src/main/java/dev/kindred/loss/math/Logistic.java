package dev.kindred.loss.math;

/** The logistic function {@code e^z / (1 + e^z)} of a whole array. */
public final class Logistic {
  private Logistic() {}

  /** Overwrites the first n values by their logistic function. */
  public static void of(double[] z, int n) {
    Exponential.of(z, n, 0);
    for (int k = 0; k < n; k++) {
      z[k] = z[k] / (1 + z[k]);
    }
  }
}
