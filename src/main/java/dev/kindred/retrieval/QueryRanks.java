package dev.kindred.retrieval;

import java.io.Serializable;

/**
 * What is kept of each query, in query order.
 *
 * @param from first query
 * @param firstRank rank of the nearest positive, from 1; 0 where the gallery lacks the class
 * @param rPrecision share of positives among the R nearest
 * @param averagePrecisionAtR see {@link PositiveRanks}
 */
@SuppressWarnings("ArrayRecordComponent") // one number a query
record QueryRanks(int from, int[] firstRank, double[] rPrecision, double[] averagePrecisionAtR)
    implements Serializable {

  /** Ranks of queries {@code [from, to)}; the rest of the protocol is only searched in. */
  static QueryRanks of(
      Protocol protocol, Centring centring, ClassIndex index, int from, int to, Scan scan) {
    EmbeddingSet queries = protocol.queries();
    EmbeddingSet gallery = protocol.gallery();
    QueryRanks ranks =
        new QueryRanks(from, new int[to - from], new double[to - from], new double[to - from]);
    for (int start = from; start < to; start += scan.queryBlock()) {
      int count = Math.min(scan.queryBlock(), to - start);
      PositiveRanks[] block = new PositiveRanks[count];
      for (int q = 0; q < count; q++) {
        int query = start + q;
        int[] positives =
            index.positives(queries.labels()[query], protocol.selfExcluded() ? query : -1);
        block[q] = new PositiveRanks(queries, query, gallery, positives, centring.error());
      }
      scan.run(
          queries,
          start,
          count,
          gallery,
          centring,
          (q, galleryFrom, similarities, width) ->
              block[q].visit(galleryFrom, similarities, width));
      for (int q = 0; q < count; q++) {
        int place = start - from + q;
        ranks.firstRank[place] = block[q].first();
        ranks.rPrecision[place] = block[q].rPrecision();
        ranks.averagePrecisionAtR[place] = block[q].averagePrecisionAtR();
      }
    }
    return ranks;
  }
}
