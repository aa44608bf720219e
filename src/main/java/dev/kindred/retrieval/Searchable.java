package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import java.util.List;

/** Queries and a gallery, wherever their embeddings are. All ways give the same results. */
@DriverOnly
public interface Searchable extends AutoCloseable {
  /** Image of each query. */
  int[] queryIds();

  /** Class of each query. */
  int[] queryLabels();

  /** Image of each row of the gallery. */
  int[] galleryIds();

  /** Class of each row of the gallery. */
  int[] galleryLabels();

  /**
   * Measures.
   *
   * @param name shown in the Spark UI, such as {@code "evaluate round 3"}
   */
  RetrievalResult evaluate(String name, MetricSettings settings);

  /**
   * Measures after re-ranking: Recall@K and ranks, without clusters and pairs.
   *
   * @throws dev.kindred.run.KindredException (usage) when the gallery is in parts
   */
  RetrievalResult reRanked(String name, List<Integer> recallAt, ReRanking how);

  /** Whether the gallery is whole in every executor. */
  boolean isWhole();

  /**
   * Nearest gallery rows of the queries at the given rows, in that order.
   *
   * @param k how many; fewer where the gallery is smaller
   */
  List<Neighbours> nearest(int k, int... queryRows);

  /** Brings the embeddings of a few queries to the driver, in the order of {@code queryRows}. */
  EmbeddingSet queries(int... queryRows);

  /** Lets go of what the executors keep. */
  @Override
  void close();
}
