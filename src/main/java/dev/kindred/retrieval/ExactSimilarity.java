package dev.kindred.retrieval;

import java.util.Arrays;

/** Similarities of one query that decide, see {@link Dot}. Not thread-safe. */
final class ExactSimilarity {
  private final EmbeddingSet queries;
  private final int query;
  private final EmbeddingSet gallery;
  private int lastRow = -1;
  private double last;
  private double[] wide;

  ExactSimilarity(EmbeddingSet queries, int query, EmbeddingSet gallery) {
    this.queries = queries;
    this.query = query;
    this.gallery = gallery;
  }

  /**
   * With a gallery row. A dead network gives every image the same row, and then every pair is asked
   * for; comparing with the row before is twenty times faster than multiplying.
   */
  double with(int row) {
    int d = gallery.d();
    float[] rows = gallery.rows();
    boolean same =
        lastRow >= 0
            && Arrays.equals(rows, lastRow * d, lastRow * d + d, rows, row * d, row * d + d);
    if (!same) {
      last = Dot.of(wide(), rows, row * d);
      lastRow = row;
    }
    return last;
  }

  /** With the gallery rows {@code which[from]} to {@code which[to - 1]}, into the same places. */
  void with(int[] which, int from, int to, double[] out) {
    int d = gallery.d();
    float[] rows = gallery.rows();
    int i = from;
    for (; i + 1 < to; i += 2) {
      Dot.ofBoth(wide(), rows, which[i] * d, which[i + 1] * d, out, i);
    }
    if (i < to) {
      out[i] = Dot.of(wide(), rows, which[i] * d);
    }
  }

  private double[] wide() {
    if (wide == null) {
      wide = Dot.widened(queries.rows(), query * gallery.d(), gallery.d());
    }
    return wide;
  }
}
