package dev.kindred.loss.proxy;

import dev.kindred.loss.Constants;

/**
 * Normalised softmax (Zhai and Wu 2019, arXiv:1811.12649): cross-entropy over {@code s/t}.
 *
 * @param temperature {@code t}
 * @param labelSmoothing how unsure the own class is
 * @param learningRateFactor of the class weights
 */
public record NormalizedSoftmax(
    double temperature, double labelSmoothing, double learningRateFactor) implements SoftmaxLoss {
  /** As configured. */
  public static NormalizedSoftmax of(Constants constants) {
    return new NormalizedSoftmax(
        constants.number("temperature", 1e-3, 1000),
        constants.number("label-smoothing", 0, 0.999),
        constants.number("learning-rate-factor", 0, 1e6));
  }

  @Override
  public double scale() {
    return 1 / temperature;
  }

  /** Uniform up to {@code 1/sqrt(d)}, as in the authors' code. */
  @Override
  public float[] initial(int classes, int d, long seed) {
    return Initial.uniform(classes * d, 1 / Math.sqrt(d), seed);
  }
}
