package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What is kept of each query, in query order.
 *
 * @param from first query
 * @param firstRank rank of the nearest positive, from 1; 0 where the gallery lacks the class
 * @param rPrecision share of positives among the R nearest
 * @param averagePrecisionAtR see {@link RankCounts}
 */
@SuppressWarnings("ArrayRecordComponent") // one number a query
record QueryRanks(int from, int[] firstRank, double[] rPrecision, double[] averagePrecisionAtR)
    implements Serializable {

  /** Ranks of queries {@code [from, to)}; the rest of the protocol is only searched in. */
  static QueryRanks of(
      Protocol protocol, Centring centring, ClassIndex index, int from, int to, Scan scan) {
    EmbeddingSet queries = protocol.queries();
    EmbeddingSet gallery = protocol.gallery();
    int[] rows = IntStream.range(0, gallery.n()).toArray();
    IntFunction<Positives> positives =
        query -> {
          int self = protocol.selfExcluded() ? query : -1;
          int[] of = index.positives(queries.labels()[query], self);
          ExactSimilarity exactly = new ExactSimilarity(queries, query, gallery);
          return Positives.sorted(of, IntStream.of(of).mapToDouble(exactly::with).toArray());
        };
    QueryRanks ranks =
        new QueryRanks(from, new int[to - from], new double[to - from], new double[to - from]);
    int[] kept =
        IntStream.range(from, to).map(query -> index.size(queries.labels()[query])).toArray();
    // Counts of a block only: there is one for each positive, and classes may be large.
    for (Range range : QueryChunks.USUAL.ranges(queries.d(), kept)) {
      int last = from + range.to();
      for (int start = from + range.from(); start < last; start += scan.queryBlock()) {
        int end = Math.min(last, start + scan.queryBlock());
        RankCounts[] counts = count(queries, gallery, rows, positives, centring, start, end, scan);
        ranks.put(start, counts);
      }
    }
    return ranks;
  }

  private void put(int start, RankCounts... counts) {
    for (int q = 0; q < counts.length; q++) {
      firstRank[start - from + q] = counts[q].first();
      rPrecision[start - from + q] = counts[q].rPrecision();
      averagePrecisionAtR[start - from + q] = counts[q].averagePrecisionAtR();
    }
  }

  /** From the counts of the queries from {@code from} on. */
  static QueryRanks of(int from, RankCounts... counts) {
    int n = counts.length;
    QueryRanks ranks = new QueryRanks(from, new int[n], new double[n], new double[n]);
    ranks.put(from, counts);
    return ranks;
  }

  /**
   * Counts negatives of a gallery or a part of one.
   *
   * @param keys of the gallery's rows, in the numbering of the positives
   * @param positives of each query, by its row
   */
  static RankCounts[] count(
      EmbeddingSet queries,
      EmbeddingSet gallery,
      int[] keys,
      IntFunction<Positives> positives,
      Centring centring,
      int from,
      int to,
      Scan scan) {
    RankCounts[] counts = new RankCounts[to - from];
    for (int start = from; start < to; start += scan.queryBlock()) {
      int count = Math.min(scan.queryBlock(), to - start);
      PositiveRanks[] block = new PositiveRanks[count];
      for (int q = 0; q < count; q++) {
        int query = start + q;
        block[q] =
            new PositiveRanks(
                queries.labels()[query],
                gallery,
                keys,
                new ExactSimilarity(queries, query, gallery)::with,
                positives.apply(query),
                centring.error());
      }
      scan.run(queries, start, count, gallery, centring, Scan.toEach(block));
      for (int q = 0; q < count; q++) {
        counts[start - from + q] = block[q].counts();
      }
    }
    return counts;
  }
}
