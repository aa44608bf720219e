package dev.kindred.loss.math;

/** {@code log(1 + e^z)} without overflow, and its derivative. */
public final class Softplus {
  /** Numbers that stay in the nearest cache. */
  private static final int PART = 512;

  /** Up to here three terms of a series are exact to 1e-12. */
  private static final double SMALL = 1e-4;

  private static final double SMALL_EXPONENT = Math.log(SMALL);

  private static final double THIRD = 1.0 / 3;

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
    double[] part = new double[Math.min(n, PART)];
    double[] slope = new double[part.length];
    double total = 0;
    for (int from = 0; from < n; from += PART) {
      int size = Math.min(PART, n - from);
      System.arraycopy(z, from, part, 0, size);
      total += sum(part, slope, size);
      System.arraycopy(slope, 0, z, from, size);
    }
    return total;
  }

  private static double sum(double[] z, double[] slope, int n) {
    double most = Reduce.max(z, n);
    System.arraycopy(z, 0, slope, 0, n);
    if (most < SMALL_EXPONENT) {
      Exponential.of(slope, n, 0);
      for (int k = 0; k < n; k++) {
        double e = slope[k];
        z[k] = e * (1 - e * (0.5 - e * THIRD));
        slope[k] = e * (1 - e * (1 - e));
      }
      return Reduce.sum(z, n);
    }
    Logistic.of(slope, n);
    // log(1 + e^z) = -log(1 - p) for the slope p, and z - log(p) where 1 - p would be rounded.
    for (int k = 0; k < n; k++) {
      double p = slope[k];
      if (p < SMALL) {
        z[k] = p * (1 + p * (0.5 + p * THIRD));
      } else {
        z[k] = z[k] > 0 ? z[k] - Math.log(p) : -Math.log(1 - p);
      }
    }
    return Reduce.sum(z, n);
  }

  /** {@code log(1 + e)} for e in 0..1; {@link Math#log1p} takes twice the time. */
  static double logOnePlus(double e) {
    // Above, 1 + e keeps 12 digits of e.
    return e < SMALL ? e * (1 - e * (0.5 - e * THIRD)) : Math.log(1 + e);
  }
}
