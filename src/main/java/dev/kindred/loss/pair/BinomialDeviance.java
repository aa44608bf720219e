package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.Softplus;

/**
 * Binomial deviance (Yi 2014, arXiv:1407.4979): {@code mean_P log(1 + e^(-2(s - m))) + w mean_N
 * log(1 + e^(a(s - m)))}. The reference run first drops the negatives that are not above the least
 * similar positive less {@code slack}, and the anchors that have none left.
 *
 * @param margin {@code m}, a similarity
 * @param scale {@code a}
 * @param weight {@code w}
 * @param slack of the mining; infinite without
 */
public record BinomialDeviance(double margin, double scale, double weight, double slack)
    implements AnchorLoss {
  /** As configured. */
  public static BinomialDeviance of(Constants constants) {
    double margin = constants.number("margin", -1, 1);
    BinomialDeviance plain =
        new BinomialDeviance(
            margin,
            constants.number("scale", 1e-3, 1000),
            constants.number("weight", 0, 1000),
            Double.POSITIVE_INFINITY);
    BinomialDeviance reference =
        new BinomialDeviance(
            margin,
            constants.number("reference-scale", 1e-3, 1000),
            constants.number("reference-weight", 0, 1000),
            constants.number("reference-slack", 0, 2));
    return constants.choice("variant", "plain", "reference").equals("plain") ? plain : reference;
  }

  @Override
  public boolean mine(Anchor anchor) {
    if (slack < Double.POSITIVE_INFINITY) {
      anchor.retainNegatives(anchor.leastPositive() - slack, Double.POSITIVE_INFINITY);
    }
    return !anchor.isOneSided();
  }

  @Override
  public double evaluate(Anchor anchor) {
    return mean(anchor.positive, anchor.positiveGradient, anchor.positives(), -2, 1)
        + mean(anchor.negative, anchor.negativeGradient, anchor.negatives(), scale, weight);
  }

  private double mean(double[] s, double[] gradient, int n, double factor, double times) {
    for (int k = 0; k < n; k++) {
      gradient[k] = factor * (s[k] - margin);
    }
    double total = Softplus.sum(gradient, n);
    for (int k = 0; k < n; k++) {
      gradient[k] *= times * factor / n;
    }
    return times * total / n;
  }
}
