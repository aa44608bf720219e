package dev.kindred.retrieval;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Retrieval metrics, each a share in 0..1 unless stated. Queries whose class the gallery lacks
 * count as misses (0) in all but {@code meanFirstRank}.
 *
 * @param recallAt share of queries with at least one positive among the K nearest, by K
 * @param rPrecision mean share of positives among the R nearest, R = positives of the query
 *     (Musgrave 2020, arXiv 2003.08505)
 * @param mapAtR mean over queries of the average precision cut off at R (same paper)
 * @param meanFirstRank mean rank, from 1, of the nearest positive; NaN when no query has one
 * @param nmi normalised mutual information of k-means clusters and classes; empty when not asked
 *     for
 * @param queries how many
 * @param queriesWithoutPositive those whose class the gallery lacks
 * @param gallery rows searched
 * @param seconds of searching, without clustering
 */
public record RetrievalResult(
    SortedMap<Integer, Double> recallAt,
    double rPrecision,
    double mapAtR,
    double meanFirstRank,
    OptionalDouble nmi,
    int queries,
    int queriesWithoutPositive,
    int gallery,
    double seconds) {
  public RetrievalResult {
    recallAt = Collections.unmodifiableSortedMap(new TreeMap<>(recallAt));
  }

  /** Queries answered in a second. */
  public double queriesPerSecond() {
    return queries / seconds;
  }

  /** Puts parts together, in query order, so that sums do not depend on the split. */
  static RetrievalResult of(
      List<QueryRanks> parts, List<Integer> ks, int gallery, OptionalDouble nmi, double seconds) {
    List<QueryRanks> ordered =
        parts.stream().sorted(Comparator.comparingInt(QueryRanks::from)).toList();
    int n = ordered.stream().mapToInt(p -> p.firstRank().length).sum();
    int[] first = ordered.stream().flatMapToInt(p -> Arrays.stream(p.firstRank())).toArray();
    SortedMap<Integer, Double> recall = new TreeMap<>();
    for (int k : ks) {
      long hits = Arrays.stream(first).filter(r -> r > 0 && r <= k).count();
      recall.put(k, (double) hits / n);
    }
    double rPrecision = 0;
    double mapAtR = 0;
    for (QueryRanks part : ordered) {
      for (int q = 0; q < part.firstRank().length; q++) {
        rPrecision += part.rPrecision()[q];
        mapAtR += part.averagePrecisionAtR()[q];
      }
    }
    int without = (int) Arrays.stream(first).filter(r -> r == 0).count();
    double ranks = Arrays.stream(first).asLongStream().sum();
    return new RetrievalResult(
        recall,
        rPrecision / n,
        mapAtR / n,
        ranks / (n - without),
        nmi,
        n,
        without,
        gallery,
        seconds);
  }
}
