package dev.kindred.loss.miner;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.Distance;
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

  private double[] cumulative(Anchor anchor) {
    int n = anchor.negatives();
    double[] weights = new double[n];
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < n; k++) {
      weights[k] = logWeight(Distance.of(anchor.negative[k]), anchor.dimension());
      max = Math.max(max, weights[k]);
    }
    double sum = 0;
    for (int k = 0; k < n && max > Double.NEGATIVE_INFINITY; k++) {
      sum += Math.exp(weights[k] - max);
      weights[k] = sum;
    }
    if (max == Double.NEGATIVE_INFINITY) {
      Arrays.fill(weights, 0);
    }
    return weights;
  }

  private double logWeight(double distance, int d) {
    if (distance >= farthest) {
      return Double.NEGATIVE_INFINITY;
    }
    double r = Math.max(distance, nearest);
    return (2.0 - d) * Math.log(r) - (d - 3) / 2.0 * Math.log(1 - r * r / 4);
  }

  private static int place(double[] upTo, double value) {
    int at = Arrays.binarySearch(upTo, value);
    int place = at >= 0 ? at + 1 : -at - 1;
    return Math.min(place, upTo.length - 1);
  }
}
