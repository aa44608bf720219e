package dev.kindred.retrieval;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Points in this process, clustered by the calling thread. */
final class LocalPoints implements Points {
  private final EmbeddingSet points;
  private final Scan scan;
  private final ClusterSums sums;

  LocalPoints(EmbeddingSet points) {
    this.points =
        new EmbeddingSet(
            points.rows(), points.d(), points.labels(), IntStream.range(0, points.n()).toArray());
    this.scan = Scan.open(BlockSize.USUAL, points.d());
    this.sums = ClusterSums.of(points.n(), greatest(points));
  }

  /** The greatest of the absolute values. */
  static double greatest(EmbeddingSet points) {
    double most = 0;
    for (float x : points.rows()) {
      most = Math.max(most, Math.abs(x));
    }
    return most;
  }

  @Override
  public int n() {
    return points.n();
  }

  @Override
  public int d() {
    return points.d();
  }

  @Override
  public EmbeddingSet select(int... rows) {
    return points.select(rows);
  }

  @Override
  public Assignment nearest(EmbeddingSet centres) {
    return NearestCentre.of(points, centres, scan);
  }

  @Override
  public float[] means(int[] cluster, int k) {
    Map<Integer, float[]> means = new HashMap<>();
    sums.of(points, cluster, k).forEach((c, sum) -> means.put(c, sums.mean(sum)));
    return ClusterSums.rows(means, k, points.d());
  }

  @Override
  public double[] squared(int[] cluster, float[] centres) {
    return ClusterSums.squared(points, cluster, centres);
  }

  @Override
  public void close() {
    scan.close();
  }
}
