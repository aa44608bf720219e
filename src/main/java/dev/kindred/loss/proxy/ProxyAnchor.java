package dev.kindred.loss.proxy;

import dev.kindred.loss.Constants;
import dev.kindred.loss.math.LogSumExp;

/**
 * Proxy-anchor loss (Kim 2020, arXiv:2003.13911, equation 4): {@code 1/|P+| sum_{P+} log(1 +
 * sum_{own class} e^(-a(s - m))) + 1/|P| sum_P log(1 + sum_{other classes} e^(a(s + m)))}, one
 * proxy a class, P+ being those with a positive in the batch.
 *
 * @param scale {@code a}
 * @param margin {@code m}
 * @param learningRateFactor of the proxies
 */
public record ProxyAnchor(double scale, double margin, double learningRateFactor)
    implements ProxyLoss {
  /** As configured. */
  public static ProxyAnchor of(Constants constants) {
    return new ProxyAnchor(
        constants.number("scale", 1e-3, 1000),
        constants.number("margin", -1, 1),
        constants.number("learning-rate-factor", 0, 1e6));
  }

  /** Kaiming's normal distribution with fan-out, as in the authors' code. */
  @Override
  public float[] initial(int classes, int d, long seed) {
    return Initial.normal(classes * d, Math.sqrt(2.0 / classes), seed);
  }

  @Override
  public double value(Scores scores) {
    int n = scores.n();
    boolean[] present = new boolean[scores.rows()];
    int withPositive = 0;
    for (int i = 0; i < n; i++) {
      withPositive += present[scores.label(i)] ? 0 : 1;
      present[scores.label(i)] = true;
    }
    double total = 0;
    for (int proxy = 0; proxy < scores.rows(); proxy++) {
      if (present[proxy]) {
        total += side(scores, proxy, true, 1.0 / withPositive);
      }
      total += side(scores, proxy, false, 1.0 / scores.rows());
    }
    return total;
  }

  private double side(Scores scores, int proxy, boolean own, double weight) {
    double sign = own ? -scale : scale;
    double offset = own ? -margin : margin;
    double[] z = new double[scores.n()];
    int[] rows = new int[scores.n()];
    int count = 0;
    for (int i = 0; i < scores.n(); i++) {
      if ((scores.label(i) == proxy) == own) {
        z[count] = sign * (scores.similarity(i, proxy) + offset);
        rows[count++] = i;
      }
    }
    double log = LogSumExp.plusOne(z, count);
    for (int k = 0; k < count; k++) {
      scores.add(rows[k], proxy, weight * sign * z[k]);
    }
    return weight * log;
  }
}
