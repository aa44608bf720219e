package dev.kindred.retrieval;

import java.util.Arrays;

/** Queries after {@link ReRanking.QueryExpansion}. */
final class ExpandedQueries {
  private ExpandedQueries() {}

  /** Of the queries {@code [from, to)}, without what they are themselves among the gallery. */
  static EmbeddingSet of(Protocol protocol, ReRanking.QueryExpansion how, Range range) {
    int[] rows = java.util.stream.IntStream.range(range.from(), range.to()).toArray();
    EmbeddingSet asked = protocol.queries().select(rows);
    EmbeddingSet gallery = protocol.gallery();
    int d = asked.d();
    float[] expanded = new float[asked.rows().length];
    int at = 0;
    for (Neighbours found : NearestSearch.search(protocol, how.neighbours(), rows)) {
      double[] sum = new double[d];
      for (int j = 0; j < d; j++) {
        sum[j] = asked.rows()[at * d + j];
      }
      for (int i = 0; i < found.rows().length; i++) {
        double weight = Math.pow(Math.max(0, found.similarities()[i]), how.alpha());
        for (int j = 0; j < d; j++) {
          sum[j] += weight * gallery.rows()[found.rows()[i] * d + j];
        }
      }
      double length = Math.sqrt(Arrays.stream(sum).map(x -> x * x).sum());
      for (int j = 0; j < d; j++) {
        expanded[at * d + j] = (float) (length == 0 ? 0 : sum[j] / length);
      }
      at++;
    }
    return new EmbeddingSet(expanded, d, asked.labels(), asked.ids());
  }
}
