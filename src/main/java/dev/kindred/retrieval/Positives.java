package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * What a query looks for, nearest first.
 *
 * @param keys which images, in a numbering by which equal similarities are ordered
 * @param similarities exact ones
 */
@SuppressWarnings("ArrayRecordComponent") // a few numbers a query
record Positives(int[] keys, double[] similarities) implements Serializable {
  /** Puts them in order. */
  static Positives sorted(int[] keys, double[] similarities) {
    int[] order = Ranking.nearestFirst(similarities, keys);
    return new Positives(
        IntStream.of(order).map(i -> keys[i]).toArray(),
        IntStream.of(order).mapToDouble(i -> similarities[i]).toArray());
  }

  int n() {
    return keys.length;
  }
}
