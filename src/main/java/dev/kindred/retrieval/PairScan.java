package dev.kindred.retrieval;

/**
 * Counts the pairs of a protocol without holding them. Where queries are the gallery, each pair is
 * looked at once, from the image with the lower row.
 */
final class PairScan {
  private static final BlockSize SIZE = new BlockSize(512, 1024);

  private final EmbeddingSet queries;
  private final EmbeddingSet gallery;
  private final boolean unordered;
  private final Cuts cuts;
  private final double error;
  private final PairCounts counts;

  private PairScan(Protocol protocol, Cuts cuts) {
    this.queries = protocol.queries();
    this.gallery = protocol.gallery();
    this.unordered = protocol.selfExcluded();
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
    PairScan scan = new PairScan(protocol, cuts);
    try (DoubleProduct product = new DoubleProduct(SIZE, protocol.gallery().d())) {
      for (int start = from; start < to; start += SIZE.queries()) {
        scan.block(product, start, Math.min(SIZE.queries(), to - start));
      }
    }
    return scan.counts;
  }

  private void block(DoubleProduct product, int start, int count) {
    ExactSimilarity[] exactly = new ExactSimilarity[count];
    for (int q = 0; q < count; q++) {
      exactly[q] = new ExactSimilarity(queries, start + q, gallery);
    }
    double[] similarities = new double[SIZE.gallery()];
    product.left(queries, start, count);
    for (int g = unordered ? start : 0; g < gallery.n(); g += SIZE.gallery()) {
      int width = Math.min(SIZE.gallery(), gallery.n() - g);
      product.multiply(count, gallery, g, width);
      for (int q = 0; q < count; q++) {
        product.row(q, width, similarities);
        int first = unordered ? Math.max(0, start + q + 1 - g) : 0;
        row(exactly[q], queries.labels()[start + q], g, similarities, first, width);
      }
    }
  }

  private void row(
      ExactSimilarity exactly, int label, int g, double[] similarities, int first, int width) {
    int[] labels = gallery.labels();
    for (int j = first; j < width; j++) {
      int place = cuts.place(similarities[j], error, exactly, g + j);
      if (labels[g + j] == label) {
        counts.genuine()[place]++;
      } else {
        counts.impostor()[place]++;
      }
    }
  }
}
