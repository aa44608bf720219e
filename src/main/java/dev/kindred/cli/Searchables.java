package dev.kindred.cli;

import dev.kindred.embed.LazyEmbeddings;
import dev.kindred.retrieval.BroadcastSearch;
import dev.kindred.retrieval.DistributedSet;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.retrieval.PartitionedSearch;
import dev.kindred.retrieval.Protocol;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** Decides whether embeddings go through the driver to every executor, or stay where they are. */
@DriverOnly
final class Searchables {
  private final JavaSparkContext spark;
  private final double mostBytes;

  Searchables(JobContext context) {
    this.spark = context.spark();
    long heap = (long) context.config().spark().memory().heapMb() << 20;
    this.mostBytes = context.config().evaluate().broadcastShare() * heap;
  }

  /**
   * Computes embeddings.
   *
   * @param dim of an embedding
   * @param sides one set, each image against all the others, or queries and gallery
   * @param ids of the images of each side
   */
  Searchable of(int dim, List<LazyEmbeddings> sides, List<int[]> ids) {
    long largest =
        ids.stream().mapToLong(of -> (long) of.length * dim * Float.BYTES).max().orElse(0);
    if (largest <= mostBytes) {
      List<EmbeddingSet> sets = sides.stream().map(LazyEmbeddings::collect).toList();
      return new BroadcastSearch(
          spark,
          sets.size() == 1
              ? Protocol.leaveOneOut(sets.get(0))
              : Protocol.queryGallery(sets.get(0), sets.get(1)));
    }
    List<DistributedSet> sets = sides.stream().map(LazyEmbeddings::keep).toList();
    return sets.size() == 1
        ? PartitionedSearch.leaveOneOut(spark, sets.get(0))
        : PartitionedSearch.queryGallery(spark, sets.get(0), sets.get(1));
  }

  /**
   * Embeddings that are on the executors.
   *
   * @param sides one set, each image against all the others, or queries and gallery
   */
  Searchable of(List<DistributedSet> sides) {
    long largest =
        sides.stream().mapToLong(s -> (long) s.n() * s.d() * Float.BYTES).max().orElse(0);
    if (largest > mostBytes) {
      return sides.size() == 1
          ? PartitionedSearch.leaveOneOut(spark, sides.get(0))
          : PartitionedSearch.queryGallery(spark, sides.get(0), sides.get(1));
    }
    List<EmbeddingSet> sets = sides.stream().map(DistributedSet::collect).toList();
    sides.forEach(DistributedSet::close);
    return new BroadcastSearch(
        spark,
        sets.size() == 1
            ? Protocol.leaveOneOut(sets.get(0))
            : Protocol.queryGallery(sets.get(0), sets.get(1)));
  }
}
