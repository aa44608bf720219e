package dev.kindred.loss.miner;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.Exponential;
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
    int n = anchor.negatives();
    int[] allowed = new int[n];
    double[] s = new double[n];
    int count = 0;
    double least = 1 - farthest * farthest / 2;
    for (int k = 0; k < n; k++) {
      allowed[count] = k;
      s[count] = anchor.negative[k];
      count += anchor.negative[k] > least ? 1 : 0;
    }
    double[] upTo = Arrays.copyOf(s, count);
    double all = cumulate(upTo, anchor.dimension());
    SplittableRandom random = new SplittableRandom(anchor.seed());
    int[] picks = new int[anchor.positives()];
    for (int k = 0; k < picks.length; k++) {
      picks[k] = all > 0 ? allowed[place(upTo, random.nextDouble() * all)] : random.nextInt(n);
    }
    anchor.pickNegatives(picks);
  }

  /** From similarities to the sums of the weights up to each; returns the sum of all. */
  private double cumulate(double[] s, int d) {
    double most = 1 - nearest * nearest / 2;
    double[] weights = new double[s.length];
    for (int k = 0; k < s.length; k++) {
      s[k] = Math.min(s[k], most);
      // As r² = 2 - 2 s and 1 - r²/4 = (1 + s)/2: r² (1 - r²/4) = 1 - s², and 1/r is left.
      weights[k] = (3 - d) / 2.0 * Math.log(1 - s[k] * s[k]);
    }
    Exponential.of(weights, s.length, Reduce.max(weights, s.length));
    double sum = 0;
    for (int k = 0; k < s.length; k++) {
      sum += weights[k] / Math.sqrt(1 - s[k]);
      s[k] = sum;
    }
    return sum;
  }

  private static int place(double[] upTo, double value) {
    int at = Arrays.binarySearch(upTo, value);
    int place = at >= 0 ? at + 1 : -at - 1;
    return Math.min(place, upTo.length - 1);
  }
}
