package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The nearest gallery rows of one query, nearest first.
 *
 * @param query row of the query
 * @param rows gallery rows
 * @param similarities their cosines
 */
@SuppressWarnings("ArrayRecordComponent") // a result handed over once
public record Neighbours(int query, int[] rows, double[] similarities) implements Serializable {
  /** The k nearest of both. */
  Neighbours mergedWith(Neighbours other, int k) {
    int[] both = IntStream.concat(Arrays.stream(rows), Arrays.stream(other.rows)).toArray();
    double[] of =
        DoubleStream.concat(Arrays.stream(similarities), Arrays.stream(other.similarities))
            .toArray();
    int[] order = Ranking.nearestFirst(of, both);
    int kept = Math.min(k, order.length);
    return new Neighbours(
        query,
        Arrays.stream(order, 0, kept).map(i -> both[i]).toArray(),
        Arrays.stream(order, 0, kept).mapToDouble(i -> of[i]).toArray());
  }
}
