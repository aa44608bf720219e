package dev.kindred.retrieval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many queries go to the executors at a time: bounds what driver and tasks hold of them, and
 * changes no result.
 *
 * @param bytes of the queries' rows
 * @param pairs numbers kept for the queries: positives, or neighbours
 */
record QueryChunks(long bytes, long pairs) {
  static final QueryChunks USUAL = new QueryChunks(32L << 20, 1 << 21);

  /**
   * Ranges of queries, at least one query each.
   *
   * @param kept numbers kept for each query
   */
  List<Range> ranges(int d, int[] kept) {
    List<Range> ranges = new ArrayList<>();
    int from = 0;
    long numbers = 0;
    for (int q = 0; q < kept.length; q++) {
      boolean full = (long) (q + 1 - from) * d * Float.BYTES > bytes || numbers + kept[q] > pairs;
      if (q > from && full) {
        ranges.add(new Range(from, q));
        from = q;
        numbers = 0;
      }
      numbers += kept[q];
    }
    ranges.add(new Range(from, kept.length));
    return ranges;
  }

  /** Gallery rows of each query's class. */
  static int[] positives(int[] queryLabels, int[] galleryLabels) {
    Map<Integer, Integer> sizes = new HashMap<>();
    for (int label : galleryLabels) {
      sizes.merge(label, 1, Integer::sum);
    }
    int[] positives = new int[queryLabels.length];
    for (int q = 0; q < positives.length; q++) {
      positives[q] = sizes.getOrDefault(queryLabels[q], 0);
    }
    return positives;
  }
}
