package dev.kindred.retrieval;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Ranks of one query's positives, found by counting: the rank of the i-th nearest positive is i
 * plus the number of negatives that rank before it. Nothing is sorted but the positives, and any
 * Recall@K, R-Precision and MAP@R follow from these ranks.
 *
 * <p>A positive that can no longer be among the first R (R = number of positives) is dropped,
 * except the nearest one, whose rank is counted to the end.
 */
final class PositiveRanks implements Scan.QueryVisitor {
  private final int label;
  private final int[] labels;
  private final int[] keys;
  private final IntToDoubleFunction exactly;
  private final double error;
  private final Positives positives;

  /** Negatives that rank before positive i and not before positive i - 1. */
  private final int[] negatives;

  private int active;
  private double cut;

  /**
   * Against a whole gallery or a part of it.
   *
   * @param label of the query
   * @param gallery rows to count among
   * @param keys of the gallery's rows, in the numbering of the positives
   * @param exactly with the gallery's rows
   * @param positives of the query, without itself, in the whole gallery
   * @param error how far proposed similarities can be from exact ones
   */
  PositiveRanks(
      int label,
      EmbeddingSet gallery,
      int[] keys,
      IntToDoubleFunction exactly,
      Positives positives,
      double error) {
    this.label = label;
    this.labels = gallery.labels();
    this.keys = keys;
    this.exactly = exactly;
    this.positives = positives;
    this.error = error;
    negatives = new int[positives.n()];
    active = positives.n();
    setCut();
  }

  @Override
  public double bar() {
    return cut;
  }

  /** Counts the negatives of one block. */
  @Override
  public void near(int[] rows, double[] proposed, int count) {
    for (int i = 0; i < count; i++) {
      if (proposed[i] >= cut && labels[rows[i]] != label) {
        int beaten = firstBeaten(proposed[i], rows[i]);
        if (beaten < active) {
          negatives[beaten]++;
        }
      }
    }
    dropHopeless();
  }

  /** What was counted so far. */
  RankCounts counts() {
    return new RankCounts(positives.n(), Arrays.copyOf(negatives, active));
  }

  /** The nearest positive that the negative ranks before; {@code active} if none. */
  private int firstBeaten(double proposed, int row) {
    double[] similarities = positives.similarities();
    int low = 0;
    int high = active;
    double exact = Double.NaN;
    while (low < high) {
      int middle = (low + high) >>> 1;
      boolean before;
      if (Math.abs(proposed - similarities[middle]) > error) {
        before = proposed > similarities[middle];
      } else {
        exact = Double.isNaN(exact) ? exactly.applyAsDouble(row) : exact;
        before = Ranking.before(exact, keys[row], similarities[middle], positives.keys()[middle]);
      }
      if (before) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private void dropHopeless() {
    int before = 0;
    for (int i = 0; i < active; i++) {
      before += negatives[i];
      if (i > 0 && i + 1 + before > positives.n()) {
        active = i;
        setCut();
      }
    }
  }

  private void setCut() {
    cut = active == 0 ? Double.POSITIVE_INFINITY : positives.similarities()[active - 1] - error;
  }
}
