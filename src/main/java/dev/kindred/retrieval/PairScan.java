package dev.kindred.retrieval;

import java.util.function.IntUnaryOperator;

/**
 * Counts the pairs of a protocol without holding them. Where queries are the gallery, each pair is
 * looked at once, from the image with the lower row.
 */
final class PairScan {
  private static final BlockSize SIZE = new BlockSize(512, 1024);

  private final EmbeddingSet queries;
  private final EmbeddingSet gallery;
  private final IntUnaryOperator first;
  private final Cuts cuts;
  private final double error;
  private final PairCounts counts;

  private PairScan(EmbeddingSet queries, EmbeddingSet gallery, IntUnaryOperator first, Cuts cuts) {
    this.queries = queries;
    this.gallery = gallery;
    this.first = first;
    this.cuts = cuts;
    this.error = error(gallery.d());
    this.counts = PairCounts.none(cuts.places());
  }

  /**
   * Two sums of d exact products of unit-length rows in any order (Higham, Accuracy and Stability
   * of Numerical Algorithms, 2nd ed., eq. 3.5); the rest is for lengths that are 1 only nearly.
   */
  private static double error(int d) {
    return 2.1 * (d + 4) * 0x1p-53;
  }

  /** Pairs of the queries {@code [from, to)}. */
  static PairCounts count(Protocol protocol, Cuts cuts, int from, int to) {
    IntUnaryOperator first = q -> protocol.selfExcluded() ? q + 1 : 0;
    PairScan scan = new PairScan(protocol.queries(), protocol.gallery(), first, cuts);
    return scan.run(from, to);
  }

  /**
   * Pairs of all the queries with a gallery or a part of one.
   *
   * @param first gallery row from which on a query's pairs count, not falling
   */
  static PairCounts count(
      EmbeddingSet queries, EmbeddingSet gallery, IntUnaryOperator first, Cuts cuts) {
    return new PairScan(queries, gallery, first, cuts).run(0, queries.n());
  }

  private PairCounts run(int from, int to) {
    try (DoubleProduct product = new DoubleProduct(SIZE, gallery.d())) {
      for (int start = from; start < to; start += SIZE.queries()) {
        block(product, start, Math.min(SIZE.queries(), to - start));
      }
    }
    return counts;
  }

  private void block(DoubleProduct product, int start, int count) {
    ExactSimilarity[] exactly = new ExactSimilarity[count];
    for (int q = 0; q < count; q++) {
      exactly[q] = new ExactSimilarity(queries, start + q, gallery);
    }
    double[] similarities = new double[SIZE.gallery()];
    product.left(queries, start, count);
    for (int g = first.applyAsInt(start); g < gallery.n(); g += SIZE.gallery()) {
      int width = Math.min(SIZE.gallery(), gallery.n() - g);
      product.multiply(count, gallery, g, width);
      for (int q = 0; q < count; q++) {
        product.row(q, width, similarities);
        int skipped = Math.max(0, first.applyAsInt(start + q) - g);
        row(exactly[q], queries.labels()[start + q], g, similarities, skipped, width);
      }
    }
  }

  private void row(
      ExactSimilarity exactly, int label, int g, double[] similarities, int skipped, int width) {
    int[] labels = gallery.labels();
    for (int j = skipped; j < width; j++) {
      int place = cuts.place(similarities[j], error, exactly, g + j);
      if (labels[g + j] == label) {
        counts.genuine()[place]++;
      } else {
        counts.impostor()[place]++;
      }
    }
  }
}
