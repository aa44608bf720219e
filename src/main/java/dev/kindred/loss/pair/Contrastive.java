package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.Distance;

/**
 * Contrastive loss (Hadsell, Chopra, LeCun 2006), pair form: {@code mean_P max(0, d - m+) + mean_N
 * max(0, m- - d)}. The paper squares both terms and has no margin for positives.
 *
 * @param positiveMargin distance below which a positive is near enough
 * @param negativeMargin distance above which a negative is far enough
 */
public record Contrastive(double positiveMargin, double negativeMargin) implements AnchorLoss {
  /** As configured. */
  public static AnchorLoss of(Constants constants) {
    Contrastive distance =
        new Contrastive(
            constants.number("positive-margin", 0, 2), constants.number("negative-margin", 0, 2));
    ContrastiveSimilarity similarity =
        new ContrastiveSimilarity(constants.number("similarity-margin", -1, 1));
    return constants.choice("variant", "distance", "similarity").equals("distance")
        ? distance
        : similarity;
  }

  @Override
  public double evaluate(Anchor anchor) {
    return hinge(anchor.positive, anchor.positiveGradient, anchor.positives(), 1, positiveMargin)
        + hinge(anchor.negative, anchor.negativeGradient, anchor.negatives(), -1, negativeMargin);
  }

  private static double hinge(double[] s, double[] gradient, int n, int sign, double margin) {
    double total = 0;
    for (int k = 0; k < n; k++) {
      double d = Distance.of(s[k]);
      double excess = sign * (d - margin);
      if (excess > 0) {
        total += excess;
        gradient[k] = sign * Distance.slope(d) / n;
      }
    }
    return total / n;
  }
}
