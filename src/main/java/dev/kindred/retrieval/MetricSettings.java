package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What is measured.
 *
 * @param recallAt the K of Recall@K
 * @param clustering how clusters are found; empty: no NMI and its like
 * @param pairs what is measured of all pairs; empty: nothing
 */
public record MetricSettings(
    List<Integer> recallAt, Optional<Clustering> clustering, Optional<PairSettings> pairs)
    implements Serializable {
  /** Nothing of pairs. */
  public MetricSettings(List<Integer> recallAt, Optional<Clustering> clustering) {
    this(recallAt, clustering, Optional.empty());
  }

  /**
   * @throws IllegalArgumentException when a K is below 1
   */
  public MetricSettings {
    recallAt = List.copyOf(recallAt);
    if (recallAt.stream().anyMatch(k -> k < 1)) {
      throw new IllegalArgumentException("Recall@K for K in " + recallAt);
    }
  }

  /**
   * K-means for NMI.
   *
   * @param restarts how often from new seeds; the tightest clusters count
   * @param iterations at most, each
   * @param seed of the random choices
   */
  public record Clustering(int restarts, int iterations, long seed) implements Serializable {
    /**
     * @throws IllegalArgumentException when a number is below 1
     */
    public Clustering {
      if (restarts < 1 || iterations < 1) {
        throw new IllegalArgumentException(restarts + " restarts of " + iterations);
      }
    }
  }
}
