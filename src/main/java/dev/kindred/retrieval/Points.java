package dev.kindred.retrieval;

/** What k-means clusters, wherever it is. All ways give the same clusters, to the last bit. */
interface Points extends AutoCloseable {
  /** How many. */
  int n();

  /** Numbers of each. */
  int d();

  /** The points at the given rows, in that order. */
  EmbeddingSet select(int... rows);

  /** The nearest centre of each point. */
  Assignment nearest(EmbeddingSet centres);

  /**
   * Means of the points of each cluster.
   *
   * @param cluster of each point; those from {@code k} on are passed over
   * @return {@code [k, d]}; a cluster without points has NaN
   */
  float[] means(int[] cluster, int k);

  /**
   * Squared distance of each point to the centre of its own cluster; 0 where there is none.
   *
   * @param centres {@code [k, d]}
   */
  double[] squared(int[] cluster, float[] centres);

  @Override
  void close();
}
