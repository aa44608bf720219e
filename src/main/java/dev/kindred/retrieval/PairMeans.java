package dev.kindred.retrieval;

/**
 * Sums of the similarities of all pairs from sums of rows: {@code sum(x . y) = sum(x) . sum(y)}.
 *
 * @param genuine sum over pairs of one class
 * @param impostor sum over pairs of different classes
 */
record PairMeans(double genuine, double impostor) {
  static PairMeans of(Protocol protocol) {
    EmbeddingSet gallery = protocol.gallery();
    ClassIndex inQueries = new ClassIndex(protocol.queries().labels());
    ClassIndex inGallery = new ClassIndex(gallery.labels());
    double within = 0;
    for (int label : inQueries.labels()) {
      int[] rows = inGallery.positives(label, -1);
      if (rows.length > 0) {
        within +=
            dot(
                sum(protocol.queries(), inQueries.positives(label, -1)),
                protocol.selfExcluded() ? null : sum(gallery, rows));
      }
    }
    double all =
        dot(
            sum(protocol.queries(), null), protocol.selfExcluded() ? null : sum(gallery, null));
    if (!protocol.selfExcluded()) {
      return new PairMeans(within, all - within);
    }
    double self = 0;
    int d = gallery.d();
    for (int i = 0; i < gallery.n(); i++) {
      self += Dot.of(gallery.rows(), i * d, gallery.rows(), i * d, d);
    }
    return new PairMeans((within - self) / 2, (all - within) / 2);
  }

  private static double[] sum(EmbeddingSet set, int[] rows) {
    int d = set.d();
    double[] sum = new double[d];
    int n = rows == null ? set.n() : rows.length;
    for (int i = 0; i < n; i++) {
      int start = (rows == null ? i : rows[i]) * d;
      for (int j = 0; j < d; j++) {
        sum[j] += set.rows()[start + j];
      }
    }
    return sum;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * (b == null ? a : b)[j];
    }
    return sum;
  }
}
