package dev.kindred.retrieval;

import java.util.Arrays;

/**
 * Gallery rows that may still be among the k nearest of one query. Proposed similarities are off by
 * at most {@code error}, so a row may go once k rows are ahead by more than twice that. Memory is
 * bounded by 3k + 64 rows, also when all similarities are equal.
 */
final class Candidates {
  private final int k;
  private final double error;
  private final ExactSimilarity exact;
  private final double[] proposed;
  private final int[] rows;
  private int size;
  private double bar = Double.NEGATIVE_INFINITY;

  /**
   * @param error how far proposals can be from {@code exact}
   * @param exact what decides
   */
  Candidates(int k, double error, ExactSimilarity exact) {
    this.k = k;
    this.error = error;
    this.exact = exact;
    proposed = new double[3 * k + 64];
    rows = new int[proposed.length];
  }

  /**
   * See {@link Scan.Visitor#row}.
   *
   * @param self gallery row to leave out, or -1
   */
  void visit(int galleryFrom, double[] similarities, int count, int self) {
    if (k == 0) {
      return;
    }
    for (int j = 0; j < count; j++) {
      if (similarities[j] >= bar && galleryFrom + j != self) {
        proposed[size] = similarities[j];
        rows[size] = galleryFrom + j;
        if (++size == rows.length) {
          thin();
        }
      }
    }
  }

  /** The k nearest, nearest first. */
  Neighbours nearest(int query) {
    if (size > k) {
      dropHopeless();
    }
    double[] similarities = decide();
    return new Neighbours(query, Arrays.copyOf(rows, size), similarities);
  }

  /** Makes room for at least k + 32 more rows. */
  private void thin() {
    dropHopeless();
    if (size > rows.length / 2) {
      decide();
    }
  }

  private void dropHopeless() {
    bar = Ranking.greatest(Arrays.copyOf(proposed, size), k) - 2 * error;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (proposed[i] >= bar) {
        proposed[kept] = proposed[i];
        rows[kept++] = rows[i];
      }
    }
    size = kept;
  }

  /** Keeps only the k nearest by exact similarity, in order, and returns those similarities. */
  private double[] decide() {
    double[] similarities = new double[size];
    Arrays.setAll(similarities, i -> exact.with(rows[i]));
    int[] order = Ranking.nearestFirst(similarities, rows);
    double[] oldProposed = Arrays.copyOf(proposed, size);
    int[] oldRows = Arrays.copyOf(rows, size);
    size = Math.min(size, k);
    double[] kept = new double[size];
    for (int i = 0; i < size; i++) {
      proposed[i] = oldProposed[order[i]];
      rows[i] = oldRows[order[i]];
      kept[i] = similarities[order[i]];
    }
    return kept;
  }
}
