package dev.kindred.embed;

import dev.kindred.retrieval.DistributedSet;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.retrieval.EvaluateJob;
import dev.kindred.run.DriverOnly;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Embeddings that are computed when it is decided where they go. */
@DriverOnly
public final class LazyEmbeddings {
  private final JavaSparkContext spark;
  private final String description;
  private final JavaRDD<EmbeddingSet> blocks;
  private final Runnable done;

  /**
   * @param done lets go of what is needed to compute them
   */
  LazyEmbeddings(
      JavaSparkContext spark, String description, JavaRDD<EmbeddingSet> blocks, Runnable done) {
    this.spark = spark;
    this.description = description;
    this.blocks = blocks;
    this.done = done;
  }

  /** To the driver, ordered by image id. */
  public EmbeddingSet collect() {
    return run(EvaluateJob::collect);
  }

  /** To the executors that computed them. */
  public DistributedSet keep() {
    return inGroup(rdd -> DistributedSet.keep(rdd, done));
  }

  /** To wherever {@code end}, an action of Spark, brings them. */
  public <T> T run(Function<JavaRDD<EmbeddingSet>, T> end) {
    try {
      return inGroup(end);
    } finally {
      done.run();
    }
  }

  private <T> T inGroup(Function<JavaRDD<EmbeddingSet>, T> end) {
    spark.setJobGroup("kindred-embed", description, true);
    try {
      return end.apply(blocks);
    } finally {
      spark.clearJobGroup();
    }
  }
}
