package dev.kindred.loss.proxy;

import dev.kindred.loss.Constants;

/**
 * ArcFace (Deng 2019, arXiv:1801.07698, equation 3): cross-entropy over {@code c s}, the own class
 * having {@code c cos(angle + m)}.
 *
 * <p>Beyond {@code angle = pi - m}, where that cosine would rise again, the authors' code goes on
 * with {@code cos(angle) - m sin(m)}, and so does this. The slope {@code sin(angle + m) /
 * sin(angle)} is infinite at an angle of 0: similarities are limited to {@code 1 - 1e-7} in
 * magnitude, and those beyond do not move the margin.
 *
 * @param scale {@code c}
 * @param margin {@code m} in radians
 * @param labelSmoothing how unsure the own class is
 * @param learningRateFactor of the class weights
 */
public record ArcFace(double scale, double margin, double labelSmoothing, double learningRateFactor)
    implements SoftmaxLoss {
  private static final double LIMIT = 1 - 1e-7;

  /** As configured. */
  public static ArcFace of(Constants constants) {
    return new ArcFace(
        constants.number("scale", 1e-3, 1000),
        constants.number("margin", 0, 3.14),
        constants.number("label-smoothing", 0, 0.999),
        constants.number("learning-rate-factor", 0, 1e6));
  }

  @Override
  public double target(double s) {
    double angle = Math.acos(Math.max(-LIMIT, Math.min(LIMIT, s)));
    return angle <= Math.PI - margin
        ? Math.cos(angle + margin)
        : Math.cos(angle) - margin * Math.sin(margin);
  }

  @Override
  public double targetSlope(double s) {
    if (Math.abs(s) >= LIMIT) {
      return 0;
    }
    double angle = Math.acos(s);
    return angle <= Math.PI - margin ? Math.sin(angle + margin) / Math.sin(angle) : 1;
  }

  /** Xavier's uniform distribution. */
  @Override
  public float[] initial(int classes, int d, long seed) {
    return Initial.uniform(classes * d, Math.sqrt(6.0 / (classes + d)), seed);
  }
}
