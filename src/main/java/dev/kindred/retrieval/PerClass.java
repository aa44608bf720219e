package dev.kindred.retrieval;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sums over the queries of each class, classes in ascending order of their labels.
 *
 * @param labels of the classes, {@code [classes]}
 * @param queries of each class
 * @param answered queries whose class the gallery has
 * @param firstRanks sum of the ranks of the nearest positives of {@code answered}
 * @param hits queries with a positive among the K nearest, by K
 * @param rPrecision sums
 * @param mapAtR sums
 */
public record PerClass(
    int[] labels,
    int[] queries,
    int[] answered,
    long[] firstRanks,
    SortedMap<Integer, int[]> hits,
    double[] rPrecision,
    double[] mapAtR) {
  public PerClass {
    hits = Collections.unmodifiableSortedMap(new TreeMap<>(hits));
  }

  /**
   * Sums up.
   *
   * @param parts in query order
   * @param queryLabels class of each query
   */
  static PerClass of(List<QueryRanks> parts, int[] queryLabels, List<Integer> ks) {
    int[] labels = Arrays.stream(queryLabels).distinct().sorted().toArray();
    int n = labels.length;
    SortedMap<Integer, int[]> hits = new TreeMap<>();
    ks.forEach(k -> hits.put(k, new int[n]));
    PerClass sums =
        new PerClass(
            labels, new int[n], new int[n], new long[n], hits, new double[n], new double[n]);
    for (QueryRanks part : parts) {
      for (int q = 0; q < part.firstRank().length; q++) {
        int c = Arrays.binarySearch(labels, queryLabels[part.from() + q]);
        int first = part.firstRank()[q];
        sums.queries[c]++;
        sums.answered[c] += first > 0 ? 1 : 0;
        sums.firstRanks[c] += first;
        hits.forEach((k, of) -> of[c] += first > 0 && first <= k ? 1 : 0);
        sums.rPrecision[c] += part.rPrecision()[q];
        sums.mapAtR[c] += part.averagePrecisionAtR()[q];
      }
    }
    return sums;
  }

  /** How many classes have queries. */
  public int classes() {
    return labels.length;
  }

  /** Recall@K of the queries of one class, by its place in {@code labels}. */
  public double recallAt(int k, int place) {
    return (double) hits.get(k)[place] / queries[place];
  }

  /** Mean over classes of Recall@K: large classes count no more than small ones. */
  public double meanRecallAt(int k) {
    double sum = 0;
    for (int c = 0; c < labels.length; c++) {
      sum += recallAt(k, c);
    }
    return sum / labels.length;
  }
}
