package dev.kindred.loss.miner;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;
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
    double[] upTo = cumulative(anchor);
    double all = upTo[upTo.length - 1];
    SplittableRandom random = new SplittableRandom(anchor.seed());
    int[] picks = new int[anchor.positives()];
    for (int k = 0; k < picks.length; k++) {
      picks[k] = all > 0 ? place(upTo, random.nextDouble() * all) : random.nextInt(upTo.length);
    }
    anchor.pickNegatives(picks);
  }

  /** Sums of the weights up to each negative; the last one is 0 when none may be drawn. */
  private double[] cumulative(Anchor anchor) {
    int n = anchor.negatives();
    double least = 1 - farthest * farthest / 2;
    double most = 1 - nearest * nearest / 2;
    double half = (anchor.dimension() - 3) / 2.0;
    double[] weights = new double[n];
    for (int k = 0; k < n; k++) {
      double s = Math.min(anchor.negative[k], most);
      // As r² = 2 - 2 s and 1 - r²/4 = (1 + s)/2: r² (1 - r²/4) = 1 - s².
      weights[k] =
          s > least
              ? -half * Math.log(1 - s * s) - 0.5 * Math.log(1 - s)
              : Double.NEGATIVE_INFINITY;
    }
    double max = Reduce.max(weights, n);
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += weights[k] == Double.NEGATIVE_INFINITY ? 0 : Math.exp(weights[k] - max);
      weights[k] = sum;
    }
    return weights;
  }

  private static int place(double[] upTo, double value) {
    int at = Arrays.binarySearch(upTo, value);
    int place = at >= 0 ? at + 1 : -at - 1;
    return Math.min(place, upTo.length - 1);
  }
}
