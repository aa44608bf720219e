package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.Loss;
import dev.kindred.loss.math.Distance;
import dev.kindred.loss.miner.DistanceWeightedMiner;
import dev.kindred.loss.miner.MinedLoss;

/**
 * Margin-based loss (Wu 2017, arXiv:1706.07567): {@code max(0, m + d - b)} for positives and {@code
 * max(0, m + b - d)} for negatives, divided by the number of those that are not zero. By default on
 * the pairs of the paper's distance-weighted sampling.
 *
 * @param margin {@code m}
 * @param boundary {@code b}, the distance between positives and negatives
 */
public record Margin(double margin, double boundary) implements AnchorLoss {
  /** As configured: the boundary fixed, or one a class and learnt. */
  public static Loss of(Constants constants) {
    double margin = constants.number("margin", 0, 2);
    double boundary = constants.number("boundary", 0, 2);
    double weight = constants.number("boundary-weight", 0, 1000);
    double factor = constants.number("learning-rate-factor", 0, 1e6);
    DistanceWeightedMiner sampling = DistanceWeightedMiner.of(constants);
    boolean all = constants.choice("sampling", "distance-weighted", "all").equals("all");
    if (constants.choice("variant", "fixed", "learnt").equals("learnt")) {
      return new MarginLearnt(margin, boundary, weight, factor, all ? null : sampling);
    }
    Margin loss = new Margin(margin, boundary);
    return all ? loss : new MinedLoss(loss, sampling);
  }

  @Override
  public double evaluate(Anchor anchor) {
    double total = 0;
    long active = 0;
    for (int k = 0; k < anchor.positives(); k++) {
      double d = Distance.of(anchor.positive[k]);
      double excess = margin + d - boundary;
      if (excess > 0) {
        total += excess;
        anchor.positiveGradient[k] = Distance.slope(d);
        active++;
      }
    }
    double reach = Math.max(0, margin + boundary);
    double within = Distance.similarityWithin(reach);
    for (int k = 0; k < anchor.negatives(); k++) {
      if (anchor.negative[k] >= within) {
        double d = Distance.of(anchor.negative[k]);
        double excess = margin + boundary - d;
        if (excess > 0) {
          total += excess;
          anchor.negativeGradient[k] = -Distance.slope(d);
          active++;
        }
      }
    }
    anchor.count(active);
    return total;
  }

  @Override
  public long divisor(int anchors, long terms) {
    return terms;
  }
}
