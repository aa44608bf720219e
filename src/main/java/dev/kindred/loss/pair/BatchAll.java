package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.Distance;

/**
 * Batch-all triplet loss (Hermans 2017, arXiv:1703.07737): {@code max(0, d_ap - d_an + m)} over all
 * triplets, divided by the number of those that are not zero. Triplets are visited anchor by
 * anchor, so memory stays quadratic.
 *
 * @param margin by which a negative should be farther than a positive
 */
public record BatchAll(double margin) implements AnchorLoss {
  /** As configured. */
  public static AnchorLoss of(Constants constants) {
    return constants.choice("variant", "hinge", "soft-margin").equals("hinge")
        ? new BatchAll(constants.number("margin", 0, 2))
        : new BatchAllSoft();
  }

  @Override
  public double evaluate(Anchor anchor) {
    int negatives = anchor.negatives();
    double[] far = anchor.negative;
    Distance.of(far, negatives);
    double total = 0;
    long all = 0;
    for (int p = 0; p < anchor.positives(); p++) {
      double d = Distance.of(anchor.positive[p]);
      double reach = d + margin;
      int active = 0;
      for (int k = 0; k < negatives; k++) {
        if (far[k] < reach) {
          total += reach - far[k];
          anchor.negativeGradient[k]--;
          active++;
        }
      }
      anchor.positiveGradient[p] = active * Distance.slope(d);
      all += active;
    }
    for (int k = 0; k < negatives; k++) {
      anchor.negativeGradient[k] *= Distance.slope(far[k]);
    }
    anchor.count(all);
    return total;
  }

  @Override
  public long divisor(int anchors, long terms) {
    return terms;
  }
}
