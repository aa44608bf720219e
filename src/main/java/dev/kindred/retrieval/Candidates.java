package dev.kindred.retrieval;

import java.util.Arrays;

/**
 * Gallery rows that may still be among the k nearest of one query, ascending. Proposed similarities
 * are off by at most {@code error}, so a row may go once k rows are ahead by more than twice that.
 * Memory is bounded by 2k + 64 rows, also when all similarities are equal.
 */
final class Candidates implements Scan.QueryVisitor {
  private final int k;
  private final double error;
  private final int self;
  private final ExactSimilarity exact;
  private final double[] similarities;
  private final int[] rows;
  private int size;
  private int decided;
  private double bar;

  /**
   * @param k how many are wanted; none where 0
   * @param error how far proposals can be from {@code exact}
   * @param self gallery row to leave out, or -1
   * @param exact what decides
   */
  Candidates(int k, double error, int self, ExactSimilarity exact) {
    this.k = k;
    this.error = error;
    this.self = self;
    this.exact = exact;
    similarities = new double[2 * k + 64];
    rows = new int[similarities.length];
    bar = k == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }

  @Override
  public double bar() {
    return bar;
  }

  /** Rows come in ascending order. */
  @Override
  public void near(int[] nearRows, double[] proposed, int count) {
    for (int i = 0; i < count; i++) {
      if (proposed[i] >= bar && nearRows[i] != self) {
        similarities[size] = proposed[i];
        rows[size] = nearRows[i];
        if (++size == rows.length) {
          thin();
        }
      }
    }
  }

  /** To be called when all rows have come by. */
  void close() {
    if (size > k) {
      dropHopeless();
    }
  }

  /** Replaces the similarities of the rows before {@code end} by exact ones, each once. */
  void decide(int end) {
    int from = decided;
    while (decided < size && rows[decided] < end) {
      decided++;
    }
    exact.with(rows, from, decided, similarities);
  }

  /** The k nearest, nearest first; all have to be decided. */
  Neighbours nearest(int query) {
    double[] all = Arrays.copyOf(similarities, size);
    int[] order = Ranking.nearestFirst(all, rows);
    int kept = Math.min(size, k);
    int[] nearest = new int[kept];
    double[] of = new double[kept];
    for (int i = 0; i < kept; i++) {
      nearest[i] = rows[order[i]];
      of[i] = all[order[i]];
    }
    return new Neighbours(query, nearest, of);
  }

  /** Makes room for at least a quarter of what is held. */
  private void thin() {
    dropHopeless();
    if (size > rows.length / 4 * 3) {
      dropByExactSimilarity();
    }
  }

  private void dropHopeless() {
    bar = Ranking.bar(similarities, size, k) - 2 * error;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      similarities[kept] = similarities[i];
      rows[kept] = rows[i];
      kept += similarities[i] >= bar ? 1 : 0;
    }
    size = kept;
  }

  private void dropByExactSimilarity() {
    double[] exactly = new double[size];
    Arrays.setAll(exactly, i -> exact.with(rows[i]));
    int[] order = Arrays.copyOf(Ranking.nearestFirst(exactly, rows), k);
    Arrays.sort(order);
    for (int i = 0; i < k; i++) {
      similarities[i] = exactly[order[i]];
      rows[i] = rows[order[i]];
    }
    size = k;
  }
}
