package dev.kindred.loss.proxy;

import dev.kindred.loss.Constants;
import dev.kindred.loss.math.LogSumExp;

/**
 * Proxy-NCA (Movshovitz-Attias 2017, arXiv:1703.07464): {@code -log(e^-D(x, p_y) / sum over the
 * other classes of e^-D(x, p_z))}, the mean over the batch. The own proxy is not in the
 * denominator, so the loss may be negative. Embeddings and proxies have length {@code c}, which
 * multiplies the squared distance of unit vectors by {@code c²}.
 *
 * @param length {@code c}
 * @param learningRateFactor of the proxies
 */
public record ProxyNca(double length, double learningRateFactor) implements ProxyLoss {
  /** As configured. */
  public static ProxyNca of(Constants constants) {
    return new ProxyNca(
        constants.number("length", 1e-2, 100), constants.number("learning-rate-factor", 0, 1e6));
  }

  /** About unit length for 64 dimensions, as in the public code. */
  @Override
  public float[] initial(int classes, int d, long seed) {
    return Initial.normal(classes * d, 1.0 / 8, seed);
  }

  @Override
  public double value(Scores scores) {
    int others = scores.rows() - 1;
    if (others == 0) {
      return 0;
    }
    double scale = 2 * length * length;
    double[] z = new double[scores.rows()];
    double total = 0;
    for (int i = 0; i < scores.n(); i++) {
      int own = scores.label(i);
      scores.load(i, z);
      z[own] = z[others];
      for (int c = 0; c < others; c++) {
        z[c] *= scale;
      }
      total += LogSumExp.of(z, others) - scale * scores.similarity(i, own);
      for (int c = 0; c < others; c++) {
        // The last class took the place of the own one.
        scores.add(i, c == own ? others : c, scale * z[c] / scores.n());
      }
      scores.add(i, own, -scale / scores.n());
    }
    return total / scores.n();
  }
}
