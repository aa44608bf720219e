package dev.kindred.loss.miner;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.Power;
import dev.kindred.loss.math.Reduce;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws as many negatives as there are positives, with replacement, each with a probability inverse
 * to how often its distance occurs between random points of the sphere (Wu 2017, arXiv:1706.07567,
 * section 4.1): {@code q(r) ~ r^(d-2) (1 - r²/4)^((d-3)/2)}.
 *
 * <p>As in the authors' code, negatives beyond {@code farthest} are not drawn, and one is drawn
 * evenly where all are.
 *
 * @param nearest distances below it count as this one, which bounds the weights
 * @param farthest distances above it are not drawn, as most losses are 0 there
 */
public record DistanceWeightedMiner(double nearest, double farthest) implements Miner {
  /** As configured. */
  public static DistanceWeightedMiner of(Constants constants) {
    return new DistanceWeightedMiner(
        constants.number("nearest", 1e-3, 1.9), constants.number("farthest", 1e-3, 1.99));
  }

  @Override
  public void mine(Anchor anchor) {
    SplittableRandom random = new SplittableRandom(anchor.seed());
    int[] picks = new int[anchor.positives()];
    double least = 1 - farthest * farthest / 2;
    if (anchor.greatestNegative() > least) {
      anchor.retainNegatives(least, Double.POSITIVE_INFINITY);
      double[] upTo = anchor.negativeGradient;
      double all = cumulate(anchor, upTo);
      for (int k = 0; k < picks.length; k++) {
        picks[k] = place(upTo, anchor.negatives(), random.nextDouble() * all);
      }
      Arrays.fill(upTo, 0, anchor.negatives(), 0);
    } else {
      for (int k = 0; k < picks.length; k++) {
        picks[k] = random.nextInt(anchor.negatives());
      }
    }
    anchor.pickNegatives(picks);
  }

  /** The sums of the weights up to each negative, relative to the largest weight but for 1/r. */
  private double cumulate(Anchor anchor, double[] upTo) {
    int n = anchor.negatives();
    double most = 1 - nearest * nearest / 2;
    // As r² = 2 - 2 s and 1 - r²/4 = (1 + s)/2: r² (1 - r²/4) = 1 - s², and 1/r is left.
    for (int k = 0; k < n; k++) {
      double s = Math.min(anchor.negative[k], most);
      upTo[k] = 1 - s * s;
    }
    double exponent = (anchor.dimension() - 3) / 2.0;
    double unit = exponent > 0 ? Reduce.min(upTo, n) : 1;
    for (int k = 0; k < n; k++) {
      upTo[k] = unit / upTo[k];
    }
    Power.of(upTo, n, exponent);
    for (int k = 0; k < n; k++) {
      upTo[k] /= Math.sqrt(1 - Math.min(anchor.negative[k], most));
    }
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += upTo[k];
      upTo[k] = sum;
    }
    return sum;
  }

  private static int place(double[] upTo, int n, double value) {
    int at = Arrays.binarySearch(upTo, 0, n, value);
    int place = at >= 0 ? at + 1 : -at - 1;
    return Math.min(place, n - 1);
  }
}
