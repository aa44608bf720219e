package dev.kindred.loss.proxy;

import dev.kindred.loss.Constants;

/**
 * CosFace (Wang 2018, arXiv:1801.09414, equation 4): cross-entropy over {@code c s}, the own class
 * having {@code c (s - m)}.
 *
 * @param scale {@code c}
 * @param margin {@code m}, a cosine
 * @param labelSmoothing how unsure the own class is
 * @param learningRateFactor of the class weights
 */
public record CosFace(double scale, double margin, double labelSmoothing, double learningRateFactor)
    implements SoftmaxLoss {
  /** As configured. */
  public static CosFace of(Constants constants) {
    return new CosFace(
        constants.number("scale", 1e-3, 1000),
        constants.number("margin", 0, 2),
        constants.number("label-smoothing", 0, 0.999),
        constants.number("learning-rate-factor", 0, 1e6));
  }

  @Override
  public double target(double s) {
    return s - margin;
  }

  /** Xavier's uniform distribution. */
  @Override
  public float[] initial(int classes, int d, long seed) {
    return Initial.uniform(classes * d, Math.sqrt(6.0 / (classes + d)), seed);
  }
}
