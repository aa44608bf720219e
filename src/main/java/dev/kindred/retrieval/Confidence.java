package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * 95 % intervals of the figures of a {@link RetrievalResult}, see {@link Bootstrap}.
 *
 * @param recallAt by K
 * @param clusters of the clusters' figures, where there are any
 */
public record Confidence(
    SortedMap<Integer, Interval> recallAt,
    Interval rPrecision,
    Interval mapAtR,
    Interval meanFirstRank,
    Optional<Clusters> clusters) {
  public Confidence {
    recallAt = Collections.unmodifiableSortedMap(new TreeMap<>(recallAt));
  }

  /** Of {@link ClusterAgreement}, the clusters as they were found. */
  public record Clusters(Interval nmi, Interval ami, Interval f1) implements Serializable {}
}
