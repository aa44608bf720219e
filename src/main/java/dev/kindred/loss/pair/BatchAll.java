package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.Distance;
import java.util.Arrays;

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
    BatchAll hinge = new BatchAll(constants.number("margin", 0, 2));
    return constants.choice("variant", "hinge", "soft-margin").equals("hinge")
        ? hinge
        : new BatchAllSoft();
  }

  /** A negative is compared with the positives in order of their reach, so with few of them. */
  @Override
  public double evaluate(Anchor anchor) {
    int positives = anchor.positives();
    int negatives = anchor.negatives();
    double[] near = anchor.positive;
    Distance.of(near, positives);
    double[] reach = new double[positives];
    for (int p = 0; p < positives; p++) {
      reach[p] = near[p] + margin;
    }
    Arrays.sort(reach);
    double[] reachBeyond = new double[positives + 1];
    for (int p = positives - 1; p >= 0; p--) {
      reachBeyond[p] = reachBeyond[p + 1] + reach[p];
    }
    long[] met = new long[positives + 1];
    Grid grid = new Grid(reach);
    double total = 0;
    long all = 0;
    double within = Distance.similarityWithin(reach[positives - 1]);
    for (int k = 0; k < negatives; k++) {
      double far =
          anchor.negative[k] < within ? Double.POSITIVE_INFINITY : Distance.of(anchor.negative[k]);
      if (far < reach[positives - 1]) {
        int first = grid.firstAbove(far);
        int active = positives - first;
        total += reachBeyond[first] - active * far;
        anchor.negativeGradient[k] = -active * Distance.slope(far);
        met[first]++;
        all += active;
      }
    }
    for (int p = 1; p < positives; p++) {
      met[p] += met[p - 1];
    }
    for (int p = 0; p < positives; p++) {
      // Positives of equal reach have met the same negatives.
      int place = Arrays.binarySearch(reach, near[p] + margin);
      anchor.positiveGradient[p] = met[place] * Distance.slope(near[p]);
    }
    anchor.count(all);
    return total;
  }

  @Override
  public long divisor(int anchors, long terms) {
    return terms;
  }

  /** Finds a place among sorted values by where it lies between the least and the largest. */
  private static final class Grid {
    private final double[] sorted;
    private final double cells;
    private final int[] start;

    Grid(double[] sorted) {
      this.sorted = sorted;
      double range = sorted[sorted.length - 1] - sorted[0];
      cells = range > 0 ? 4 * sorted.length / range : 0;
      start = new int[4 * sorted.length + 2];
      int at = 0;
      for (int cell = 0; cell < start.length; cell++) {
        while (at < sorted.length && cell(sorted[at]) < cell) {
          at++;
        }
        start[cell] = at;
      }
    }

    /** Place of the first value above this one, which is below the largest. */
    int firstAbove(double value) {
      int at = start[cell(value)];
      while (sorted[at] <= value) {
        at++;
      }
      return at;
    }

    private int cell(double value) {
      return (int) Math.max(0, (value - sorted[0]) * cells);
    }
  }
}
