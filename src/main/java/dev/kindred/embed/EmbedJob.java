package dev.kindred.embed;

import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.image.TestView;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.run.DriverOnly;
import dev.kindred.store.ImageStore;
import dev.kindred.store.StoreIndex;
import dev.kindred.store.StoreReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Computes vectors of stored images on all executors. */
@DriverOnly
public final class EmbedJob implements AutoCloseable {
  private static final long NO_CACHE = 0;

  /** Of one task's result, 16 MB, which driver and executor hold serialised beside its values. */
  private static final long MOST_VALUES = 4 << 20;

  private final JavaSparkContext spark;
  private final ImageStore store;
  private final TestView view;
  private final int batch;
  private final int partitions;
  private final Broadcast<StoreIndex> index;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * @param view of an image
   * @param batch images at a time
   * @param partitions tasks
   */
  public EmbedJob(
      JavaSparkContext spark, ImageStore store, TestView view, int batch, int partitions) {
    this.spark = spark;
    this.store = store;
    this.view = view;
    this.batch = batch;
    this.partitions = partitions;
    this.index = spark.broadcast(store.index());
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  /** Raw {@code side} x {@code side} pixels of what the test view shows. */
  public LazyEmbeddings rawPixels(int[] ids, int side) {
    return blocks("raw pixels", ids, new RawEmbedder(view, side), () -> {});
  }

  /**
   * The network's embeddings, or its pooled features.
   *
   * @param owner of the executors' replicas
   * @param features whether the linear head is left out
   */
  public LazyEmbeddings network(
      String what,
      int[] ids,
      String owner,
      ReplicaRecipe recipe,
      ReplicaState state,
      boolean features) {
    Broadcast<ReplicaState> sent = spark.broadcast(state.withoutMoments());
    return blocks(
        what,
        ids,
        new NetworkEmbedder(owner, recipe, sent, view, batch, features),
        // Without this the driver would keep it, twice, until some collection of garbage.
        sent::destroy);
  }

  private LazyEmbeddings blocks(String what, int[] ids, Embedder embedder, Runnable done) {
    long parts = ((long) ids.length * embedder.dim() + MOST_VALUES - 1) / MOST_VALUES;
    int tasks = (int) Math.max(1, Math.min(Math.max(partitions, parts), ids.length));
    List<int[]> ranges = new ArrayList<>();
    for (int t = 0; t < tasks; t++) {
      ranges.add(
          Arrays.copyOfRange(
              ids,
              (int) ((long) ids.length * t / tasks),
              (int) ((long) ids.length * (t + 1) / tasks)));
    }
    ImageStore.Location location = store.location();
    Broadcast<StoreIndex> images = index;
    Broadcast<SerializableConfiguration> conf = hadoop;
    return new LazyEmbeddings(
        spark,
        what + ": " + ids.length + " images",
        spark
            .parallelize(ranges, tasks)
            .map(range -> task(conf, location, images, embedder, range)),
        done);
  }

  private static EmbeddingSet task(
      Broadcast<SerializableConfiguration> conf,
      ImageStore.Location location,
      Broadcast<StoreIndex> index,
      Embedder embedder,
      int[] ids) {
    try (StoreReader reader =
        new StoreReader(conf.value().value(), location, index.value(), NO_CACHE)) {
      float[] rows = embedder.embed(reader, ids);
      return new EmbeddingSet(rows, embedder.dim(), index.value().labels(ids), ids);
    } catch (IOException e) {
      throw new UncheckedIOException("the store could not be closed", e);
    }
  }

  @Override
  public void close() {
    index.unpersist(false);
    hadoop.unpersist(false);
  }
}
