package dev.kindred.retrieval;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
 * @param clusters agreement of k-means clusters and classes; empty when not asked for
 * @param queries how many
 * @param queriesWithoutPositive those whose class the gallery lacks
 * @param gallery rows searched
 * @param seconds of searching, without clustering and pairs
 * @param perQuery what came of each query
 * @param perClass sums over the queries of each class
 * @param confidence intervals of the figures above
 * @param verification whether two images are told to be of one class by their similarity alone;
 *     empty when not asked for
 */
public record RetrievalResult(
    SortedMap<Integer, Double> recallAt,
    double rPrecision,
    double mapAtR,
    double meanFirstRank,
    Optional<ClusterAgreement> clusters,
    int queries,
    int queriesWithoutPositive,
    int gallery,
    double seconds,
    PerQuery perQuery,
    PerClass perClass,
    Confidence confidence,
    Optional<Verification> verification) {
  public RetrievalResult {
    recallAt = Collections.unmodifiableSortedMap(new TreeMap<>(recallAt));
  }

  /** Queries answered in a second. */
  public double queriesPerSecond() {
    return queries / seconds;
  }

  /** Normalised mutual information, when images were clustered. */
  public OptionalDouble nmi() {
    return clusters.map(c -> OptionalDouble.of(c.nmi())).orElseGet(OptionalDouble::empty);
  }

  /** Puts parts together, in query order, so that sums do not depend on the split. */
  static RetrievalResult of(
      List<QueryRanks> parts,
      int[] queryLabels,
      List<Integer> ks,
      int gallery,
      Optional<Contingency> clusters,
      Optional<Verification> verification,
      double seconds) {
    List<QueryRanks> ordered =
        parts.stream().sorted(Comparator.comparingInt(QueryRanks::from)).toList();
    PerClass perClass = PerClass.of(ordered, queryLabels, ks);
    int n = queryLabels.length;
    SortedMap<Integer, Double> recall = new TreeMap<>();
    perClass.hits().forEach((k, hits) -> recall.put(k, Arrays.stream(hits).sum() / (double) n));
    double rPrecision = 0;
    double mapAtR = 0;
    for (QueryRanks part : ordered) {
      for (int q = 0; q < part.firstRank().length; q++) {
        rPrecision += part.rPrecision()[q];
        mapAtR += part.averagePrecisionAtR()[q];
      }
    }
    int answered = Arrays.stream(perClass.answered()).sum();
    double ranks = Arrays.stream(perClass.firstRanks()).sum();
    return new RetrievalResult(
        recall,
        rPrecision / n,
        mapAtR / n,
        ranks / answered,
        clusters.map(Contingency::agreement),
        n,
        n - answered,
        gallery,
        seconds,
        PerQuery.of(ordered),
        perClass,
        Bootstrap.intervals(perClass, clusters),
        verification);
  }
}
