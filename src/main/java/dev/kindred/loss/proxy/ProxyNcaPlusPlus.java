package dev.kindred.loss.proxy;

import dev.kindred.loss.Constants;

/**
 * ProxyNCA++ (Teh 2020, arXiv:2004.01113): {@code -log(e^(-D(x, p_y)/t) / sum over all proxies of
 * e^(-D(x, p)/t))}, the mean over the batch. The loss only; the paper's max pooling and layer
 * normalisation belong to the network.
 *
 * @param temperature {@code t}
 * @param labelSmoothing how unsure the own class is
 * @param learningRateFactor of the proxies
 */
public record ProxyNcaPlusPlus(double temperature, double labelSmoothing, double learningRateFactor)
    implements SoftmaxLoss {
  /** As configured. */
  public static ProxyNcaPlusPlus of(Constants constants) {
    return new ProxyNcaPlusPlus(
        constants.number("temperature", 1e-3, 1000),
        constants.number("label-smoothing", 0, 0.999),
        constants.number("learning-rate-factor", 0, 1e6));
  }

  /** {@code -D/t = (2 s - 2)/t}, and the constant cancels. */
  @Override
  public double scale() {
    return 2 / temperature;
  }

  /** About unit length for 64 dimensions, as in the authors' code. */
  @Override
  public float[] initial(int classes, int d, long seed) {
    return Initial.normal(classes * d, 1.0 / 8, seed);
  }
}
