package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.Distance;
import dev.kindred.loss.math.Softplus;

/**
 * Batch-hard triplet loss (Hermans 2017, arXiv:1703.07737): {@code max(0, max_P d - min_N d + m)},
 * or {@code log(1 + e^(max_P d - min_N d))} with a soft margin. Of equally hard pairs the first one
 * in the batch counts.
 *
 * @param soft whether the margin is soft
 * @param margin by which the nearest negative should be farther than the farthest positive
 */
public record BatchHard(boolean soft, double margin) implements AnchorLoss {
  /** As configured. */
  public static BatchHard of(Constants constants) {
    double margin = constants.number("margin", 0, 2);
    boolean soft = constants.choice("variant", "hinge", "soft-margin").equals("soft-margin");
    return new BatchHard(soft, soft ? 0 : margin);
  }

  @Override
  public double evaluate(Anchor anchor) {
    int p = first(anchor.positive, anchor.leastPositive());
    int q = first(anchor.negative, anchor.greatestNegative());
    double near = Distance.of(anchor.positive[p]);
    double far = Distance.of(anchor.negative[q]);
    double excess = near - far + margin;
    double slope = soft ? Softplus.slope(excess) : excess > 0 ? 1 : 0;
    anchor.positiveGradient[p] = slope * Distance.slope(near);
    anchor.negativeGradient[q] = -slope * Distance.slope(far);
    return soft ? Softplus.of(excess) : Math.max(0, excess);
  }

  private static int first(double[] s, double value) {
    int k = 0;
    while (s[k] < value || s[k] > value) {
      k++;
    }
    return k;
  }
}
