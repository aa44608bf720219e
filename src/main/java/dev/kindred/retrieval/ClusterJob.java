package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Groups embeddings on the executors; the groups do not depend on how many there are. */
@DriverOnly
public final class ClusterJob {
  private final JavaSparkContext spark;
  private final DistributedSet set;

  /** Of images in the order of their ids. */
  public ClusterJob(JavaSparkContext spark, DistributedSet set) {
    this.spark = spark;
    this.set = set;
  }

  /**
   * By k-means, with Euclidean distances.
   *
   * @throws KindredException with {@link Exit#USAGE} for more clusters than images
   */
  public Clusters kMeans(int k, MetricSettings.Clustering how) {
    if (k > set.n()) {
      throw new KindredException(
          Exit.USAGE,
          "%,d clusters of %,d images; ask for at most as many clusters as there are images"
              .formatted(k, set.n()));
    }
    try (Points points = ClusterPlace.of(spark, "cluster", List.of(set), k)) {
      Assignment found = KMeans.cluster(points, k, how);
      int[] cluster = Clusters.bySize(found.cluster());
      return new Clusters(
          cluster,
          Arrays.stream(found.squared()).map(Math::sqrt).toArray(),
          Clusters.sizes(cluster));
    }
  }

  /** By what is joined, directly or through others; distances to the mean of each group. */
  public Clusters joined(double threshold) {
    int[] cluster = Clusters.bySize(join(threshold).roots());
    int[] sizes = Clusters.sizes(cluster);
    int several = (int) Arrays.stream(sizes).filter(size -> size > 1).count();
    double[] squared = new double[cluster.length];
    if (several > 0) {
      try (Points points = ClusterPlace.of(spark, "cluster", List.of(set), several)) {
        float[] means = points.means(cluster, several);
        squared = points.squared(cluster, means);
      }
    }
    return new Clusters(cluster, Arrays.stream(squared).map(Math::sqrt).toArray(), sizes);
  }

  /** Images whose cosine reaches {@code threshold}, by row. */
  public Forest join(double threshold) {
    Forest forest = new Forest(set.n());
    int[] one = new int[set.n()];
    Arrays.fill(one, 1);
    for (Range range : QueryChunks.USUAL.ranges(set.d(), one)) {
      spark.setJobGroup(
          "kindred-look",
          "images %,d to %,d with all others".formatted(range.from(), range.to()),
          true);
      Broadcast<SimilarityJoin> sent =
          spark.broadcast(
              new SimilarityJoin(set.fetch(range.from(), range.to()), set.ids(), threshold));
      try {
        forest.join(set.blocks().map(part -> sent.value().with(part)).treeReduce(Forest::join));
      } finally {
        sent.destroy();
        spark.clearJobGroup();
      }
    }
    return forest;
  }
}
