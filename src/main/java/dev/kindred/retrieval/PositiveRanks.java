package dev.kindred.retrieval;

import java.util.stream.IntStream;

/**
 * Ranks of one query's positives, found by counting: the rank of the i-th nearest positive is i
 * plus the number of negatives that rank before it. Nothing is sorted but the positives, and any
 * Recall@K, R-Precision and MAP@R follow from these ranks.
 *
 * <p>A positive that can no longer be among the first R (R = number of positives) is dropped,
 * except the nearest one, whose rank is counted to the end.
 */
final class PositiveRanks {
  private final int label;
  private final EmbeddingSet gallery;
  private final ExactSimilarity exactly;
  private final double error;
  private final int[] rows;
  private final double[] similarities;

  /** Negatives that rank before positive i and not before positive i - 1. */
  private final int[] negatives;

  private int active;
  private double cut;

  /**
   * @param positives gallery rows of the query's class, without the query itself
   * @param error how far proposed similarities can be from exact ones
   */
  PositiveRanks(
      EmbeddingSet queries, int query, EmbeddingSet gallery, int[] positives, double error) {
    label = queries.labels()[query];
    exactly = new ExactSimilarity(queries, query, gallery);
    this.gallery = gallery;
    this.error = error;
    double[] unsorted = IntStream.of(positives).mapToDouble(exactly::with).toArray();
    int[] order = Ranking.nearestFirst(unsorted, positives);
    rows = IntStream.of(order).map(i -> positives[i]).toArray();
    similarities = IntStream.of(order).mapToDouble(i -> unsorted[i]).toArray();
    negatives = new int[rows.length];
    active = rows.length;
    setCut();
  }

  /** Counts the negatives of one block; see {@link Scan.Visitor#row}. */
  void visit(int galleryFrom, double[] proposed, int count) {
    int[] labels = gallery.labels();
    for (int j = 0; j < count; j++) {
      if (proposed[j] >= cut && labels[galleryFrom + j] != label) {
        int beaten = firstBeaten(proposed[j], galleryFrom + j);
        if (beaten < active) {
          negatives[beaten]++;
        }
      }
    }
    dropHopeless();
  }

  /** Rank of the nearest positive, from 1; 0 when the gallery has none. */
  int first() {
    return rows.length == 0 ? 0 : 1 + negatives[0];
  }

  /** Share of positives among the R nearest. */
  double rPrecision() {
    int within = 0;
    int before = 0;
    for (int i = 0; i < active; i++) {
      before += negatives[i];
      if (i + 1 + before <= rows.length) {
        within++;
      }
    }
    return rows.length == 0 ? 0 : (double) within / rows.length;
  }

  /** Mean over the R nearest places of the precision there, 0 where a negative stands. */
  double averagePrecisionAtR() {
    double sum = 0;
    int before = 0;
    for (int i = 0; i < active; i++) {
      before += negatives[i];
      int rank = i + 1 + before;
      if (rank <= rows.length) {
        sum += (double) (i + 1) / rank;
      }
    }
    return rows.length == 0 ? 0 : sum / rows.length;
  }

  /** The nearest positive that the negative ranks before; {@code active} if none. */
  private int firstBeaten(double proposed, int row) {
    int low = 0;
    int high = active;
    double exact = Double.NaN;
    while (low < high) {
      int middle = (low + high) >>> 1;
      boolean before;
      if (Math.abs(proposed - similarities[middle]) > error) {
        before = proposed > similarities[middle];
      } else {
        exact = Double.isNaN(exact) ? exactly.with(row) : exact;
        before = Ranking.before(exact, row, similarities[middle], rows[middle]);
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
      if (i > 0 && i + 1 + before > rows.length) {
        active = i;
        setCut();
      }
    }
  }

  private void setCut() {
    cut = active == 0 ? Double.POSITIVE_INFINITY : similarities[active - 1] - error;
  }
}
