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
    int p = anchor.positives();
    int q = anchor.negatives();
    double total = 0;
    for (int k = 0; k < p; k++) {
      double d = Distance.of(anchor.positive[k]);
      if (d > positiveMargin) {
        total += (d - positiveMargin) / p;
        anchor.positiveGradient[k] = Distance.slope(d) / p;
      }
    }
    // Most negatives are far: their similarity tells, without a square root.
    double within = Distance.similarityWithin(negativeMargin);
    for (int k = 0; k < q; k++) {
      if (anchor.negative[k] >= within) {
        double d = Distance.of(anchor.negative[k]);
        if (d < negativeMargin) {
          total += (negativeMargin - d) / q;
          anchor.negativeGradient[k] = -Distance.slope(d) / q;
        }
      }
    }
    return total;
  }
}
