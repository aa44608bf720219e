package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Decides where k-means runs: a job of Spark for each of its hundreds of steps takes longer than
 * the steps themselves where there is little to do. The clusters are the same.
 */
@DriverOnly
final class ClusterPlace {
  /** Multiplications of a step that the driver does itself: a fraction of a second. */
  private static final double FEW = 2e9;

  private static final long FEW_BYTES = 32L << 20;

  private ClusterPlace() {}

  /** For points of the driver. */
  static Points of(JavaSparkContext spark, String name, EmbeddingSet all, int k) {
    return isSmall(all.n(), all.d(), k)
        ? new LocalPoints(all)
        : DistributedPoints.of(spark, name + ": k-means", all);
  }

  /** For points on the executors, the rows of a second set after those of the first. */
  static Points of(JavaSparkContext spark, String name, List<DistributedSet> sets, int k) {
    long n = sets.stream().mapToLong(DistributedSet::n).sum();
    int d = sets.get(0).d();
    if (!isSmall(n, d, k) || n * d * Float.BYTES > FEW_BYTES) {
      return DistributedPoints.of(spark, name + ": k-means", sets);
    }
    Optional<EmbeddingSet> all =
        sets.stream().map(s -> s.fetch(0, s.n())).reduce(EmbeddingSet::followedBy);
    return new LocalPoints(all.orElseThrow());
  }

  private static boolean isSmall(long n, int d, int k) {
    return (double) n * d * k <= FEW;
  }
}
