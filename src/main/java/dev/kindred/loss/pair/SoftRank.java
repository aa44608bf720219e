package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.math.Logistic;
import dev.kindred.loss.math.Reduce;

/**
 * How many references stand before one of an anchor's positives, with the step replaced by the
 * logistic function: {@code sum of 1 / (1 + e^(-(s_j - s) / t))}. Scratch space for one anchor.
 */
final class SoftRank {
  private static final double NEGLIGIBLE = 1e-17;

  private final Anchor anchor;
  private final double temperature;
  private final double[] before;
  private final double[] beforeNegative;
  private int place;

  /**
   * Drops the negatives that would add less than {@link #NEGLIGIBLE} to any rank: from then on most
   * of them, late in a training.
   */
  SoftRank(Anchor anchor, double temperature) {
    this.anchor = anchor;
    this.temperature = temperature;
    anchor.retainNegatives(
        anchor.leastPositive() + temperature * Math.log(NEGLIGIBLE), Double.POSITIVE_INFINITY);
    before = new double[anchor.positives()];
    beforeNegative = new double[anchor.negatives()];
  }

  /** Ranks a positive by its place; the other methods then speak about it. */
  void rank(int positive) {
    place = positive;
    rank(anchor.positive[positive]);
    before[positive] = 0;
  }

  /** Ranks a reference that is not in the anchor's row, such as the anchor itself. */
  void rank(double s) {
    fill(before, anchor.positive, s);
    fill(beforeNegative, anchor.negative, s);
  }

  /** Other positives before it. */
  double positivesBefore() {
    return Reduce.sum(before, before.length);
  }

  /** Negatives before it. */
  double negativesBefore() {
    return Reduce.sum(beforeNegative, beforeNegative.length);
  }

  /**
   * Adds to the anchor's gradients.
   *
   * @param byPositives derivative of the loss by {@link #positivesBefore}
   * @param byNegatives derivative of the loss by {@link #negativesBefore}
   * @param moves whether the ranked reference is in the anchor's row and moves too
   */
  void back(double byPositives, double byNegatives, boolean moves) {
    double pull =
        back(before, byPositives, anchor.positiveGradient)
            + back(beforeNegative, byNegatives, anchor.negativeGradient);
    if (moves) {
      anchor.positiveGradient[place] -= pull;
    }
  }

  private double back(double[] sigma, double by, double[] gradient) {
    double total = 0;
    for (int k = 0; k < sigma.length; k++) {
      double change = by * sigma[k] * (1 - sigma[k]) / temperature;
      gradient[k] += change;
      total += change;
    }
    return total;
  }

  private void fill(double[] into, double[] from, double s) {
    for (int k = 0; k < into.length; k++) {
      into[k] = (from[k] - s) / temperature;
    }
    Logistic.of(into, into.length);
  }
}
