package dev.kindred.retrieval;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What came of each query, in query order.
 *
 * @param firstRank rank of the nearest positive, from 1; 0 where the gallery lacks the class
 * @param averagePrecisionAtR the query's part of MAP@R, 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // two numbers a query
public record PerQuery(int[] firstRank, double[] averagePrecisionAtR) {
  /** Puts parts together that are in query order. */
  static PerQuery of(List<QueryRanks> parts) {
    return new PerQuery(
        parts.stream().flatMapToInt(p -> IntStream.of(p.firstRank())).toArray(),
        parts.stream().flatMapToDouble(p -> Arrays.stream(p.averagePrecisionAtR())).toArray());
  }

  /** Whether the nearest image is of the query's class. */
  public boolean hit(int query) {
    return firstRank[query] == 1;
  }

  /** Queries that another class answered although the gallery has theirs, ascending. */
  public int[] misses() {
    return IntStream.range(0, firstRank.length).filter(q -> firstRank[q] > 1).toArray();
  }
}
