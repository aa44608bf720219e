package dev.kindred.loss.math;

/**
 * The exponential of a whole array. {@link Math#exp} is not vectorised, and neither are the bits of
 * a power of two that the usual reduction needs; {@code e^x = (e^(x / 2^14))^(2^14)} is
 * multiplications only. The squarings double the rounding error each; relative error below 1e-11.
 */
public final class Exponential {
  private static final double PART = 1.0 / (1 << 14);
  private static final double LEAST = -708;
  private static final double GREATEST = 709;

  private Exponential() {}

  /**
   * {@code z_k = e^(z_k - shift)} for the first n; exponents are limited to -708 .. 709, where the
   * result is a normal number.
   */
  public static void of(double[] z, int n, double shift) {
    // Loops of few operations: one loop of them all runs at two thirds of the speed.
    for (int i = 0; i < n; i++) {
      z[i] = Math.min(Math.max(z[i] - shift, LEAST), GREATEST) * PART;
    }
    for (int i = 0; i < n; i++) {
      double r = z[i];
      // Taylor's series; |r| < 0.0433.
      double p = 1 / 5040.0;
      p = p * r + 1 / 720.0;
      p = p * r + 1 / 120.0;
      p = p * r + 1 / 24.0;
      p = p * r + 1 / 6.0;
      p = p * r + 0.5;
      p = p * r + 1;
      z[i] = p * r + 1;
    }
    for (int i = 0; i < n; i++) {
      double p = z[i];
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      z[i] = p * p;
    }
  }
}
