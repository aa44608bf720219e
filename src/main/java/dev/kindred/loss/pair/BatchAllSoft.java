package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.math.Distance;
import dev.kindred.loss.math.Softplus;

/**
 * Batch-all triplet loss with a soft margin (Hermans 2017, arXiv:1703.07737): the mean of {@code
 * log(1 + e^(d_ap - d_an))} over all triplets.
 */
public record BatchAllSoft() implements AnchorLoss {
  @Override
  public double evaluate(Anchor anchor) {
    int negatives = anchor.negatives();
    double[] far = anchor.negative;
    double least = Distance.of(far, negatives);
    double[] z = new double[negatives];
    double total = 0;
    for (int p = 0; p < anchor.positives(); p++) {
      double d = Distance.of(anchor.positive[p]);
      for (int k = 0; k < negatives; k++) {
        z[k] = d - far[k];
      }
      total += Softplus.sum(z, negatives);
      double pull = 0;
      for (int k = 0; k < negatives; k++) {
        pull += z[k];
        anchor.negativeGradient[k] += z[k];
      }
      anchor.positiveGradient[p] = pull * Distance.slope(d);
    }
    Distance.divide(anchor.negativeGradient, far, negatives, least);
    anchor.count((long) anchor.positives() * negatives);
    return total;
  }

  @Override
  public long divisor(int anchors, long terms) {
    return terms;
  }
}
