package dev.kindred.loss.math;

/** {@code log(1 + e^z)} without overflow, and its derivative. */
public final class Softplus {
  private Softplus() {}

  /** {@code log(1 + e^z)}. */
  public static double of(double z) {
    return Math.max(z, 0) + logOnePlus(Math.exp(-Math.abs(z)));
  }

  /** Derivative: the logistic function {@code 1 / (1 + e^-z)}. */
  public static double slope(double z) {
    double e = Math.exp(-Math.abs(z));
    return z > 0 ? 1 / (1 + e) : e / (1 + e);
  }

  /**
   * Sum of {@code log(1 + e^z_k)} over the first n.
   *
   * @param z overwritten by the derivative
   */
  public static double sum(double[] z, int n) {
    double[] slope = new double[n];
    for (int k = 0; k < n; k++) {
      slope[k] = -z[k];
    }
    Exponential.of(slope, n, 0);
    for (int k = 0; k < n; k++) {
      slope[k] = 1 / (1 + slope[k]);
    }
    double total = 0;
    for (int k = 0; k < n; k++) {
      double p = slope[k];
      // log(1 + e^z) = -log(1 - p) for the slope p, and z - log(p) where 1 - p would be rounded.
      if (p < 1e-4) {
        total += p * (1 + p * (0.5 + p / 3));
      } else {
        total += z[k] > 0 ? z[k] - Math.log(p) : -Math.log(1 - p);
      }
    }
    System.arraycopy(slope, 0, z, 0, n);
    return total;
  }

  /** {@code log(1 + e)} for e in 0..1; {@link Math#log1p} takes twice the time. */
  static double logOnePlus(double e) {
    // Three terms are exact to 1e-12 there; above, 1 + e keeps 12 digits of e.
    return e < 1e-4 ? e * (1 - e * (0.5 - e / 3)) : Math.log(1 + e);
  }
}
