package dev.kindred.loss.math;

/**
 * The exponential of a whole array. {@link Math#exp} is not vectorised; here the polynomial is, and
 * only the power of two is not. Relative error below 1e-11.
 */
public final class Exponential {
  private static final double LOG2_E = 1.4426950408889634;
  // ln 2 in two parts (fdlibm's): the first has zeros at its end, so k * LN2_HIGH is exact.
  private static final double LN2_HIGH = 0.6931471803691238;
  private static final double LN2_LOW = 1.9082149292705877e-10;
  // 1.5 * 2^52: adding it leaves the nearest whole number in the low bits.
  private static final double TO_WHOLE = 6755399441055744.0;
  private static final double LEAST = -708;
  private static final double GREATEST = 709;

  private Exponential() {}

  /**
   * {@code z_k = e^(z_k - shift)} for the first n; exponents are limited to -708 .. 709, where the
   * result is a normal number.
   */
  public static void of(double[] z, int n, double shift) {
    double[] power = new double[n];
    for (int i = 0; i < n; i++) {
      double x = Math.min(Math.max(z[i] - shift, LEAST), GREATEST);
      double t = x * LOG2_E + TO_WHOLE;
      double k = t - TO_WHOLE;
      double r = x - k * LN2_HIGH - k * LN2_LOW;
      // Taylor's series; |r| <= ln(2)/2.
      double p = 1 / 362880.0;
      p = p * r + 1 / 40320.0;
      p = p * r + 1 / 5040.0;
      p = p * r + 1 / 720.0;
      p = p * r + 1 / 120.0;
      p = p * r + 1 / 24.0;
      p = p * r + 1 / 6.0;
      p = p * r + 0.5;
      p = p * r + 1;
      power[i] = t;
      z[i] = p * r + 1;
    }
    for (int i = 0; i < n; i++) {
      long k = Double.doubleToRawLongBits(power[i]);
      z[i] *= Double.longBitsToDouble((k + 1023) << 52);
    }
  }
}
