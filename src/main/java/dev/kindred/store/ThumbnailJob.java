package dev.kindred.store;

import dev.kindred.image.Thumbnails;
import dev.kindred.image.Workspace;
import dev.kindred.run.DriverOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Thumbnails of stored images, made where the images are read: on executors. */
@DriverOnly
public final class ThumbnailJob {
  private final JavaSparkContext spark;
  private final ImageStore store;
  private final int side;
  private final int tasks;

  /**
   * @param spark context to run on; stays open
   * @param side of a thumbnail in pixels
   * @param tasks that run at a time
   */
  public ThumbnailJob(JavaSparkContext spark, ImageStore store, int side, int tasks) {
    this.spark = spark;
    this.store = store;
    this.side = side;
    this.tasks = tasks;
  }

  /** As {@link Thumbnails#of} makes them, in the order of the ids. */
  public List<byte[]> run(int... ids) {
    if (ids.length == 0) {
      return List.of();
    }
    spark.setJobGroup("kindred-report", "%,d thumbnails".formatted(ids.length), true);
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    Broadcast<StoreIndex> index = spark.broadcast(store.index());
    // Images are read once more, so few that a cache of them would help nobody.
    ImageStore.Location location = store.cached(0).location();
    int pixels = side;
    try {
      return spark
          .parallelize(parts(ids), Math.min(tasks, ids.length))
          .flatMap(part -> read(hadoop.value(), location, index.value(), pixels, part).iterator())
          .collect();
    } finally {
      hadoop.destroy();
      index.destroy();
      spark.clearJobGroup();
    }
  }

  private List<int[]> parts(int... ids) {
    int n = Math.min(tasks, ids.length);
    List<int[]> parts = new ArrayList<>();
    for (int t = 0; t < n; t++) {
      parts.add(
          Arrays.copyOfRange(
              ids, (int) ((long) ids.length * t / n), (int) ((long) ids.length * (t + 1) / n)));
    }
    return parts;
  }

  private static List<byte[]> read(
      SerializableConfiguration hadoop,
      ImageStore.Location location,
      StoreIndex index,
      int side,
      int... ids) {
    try (StoreReader reader = new StoreReader(hadoop.value(), location, index, 0);
        Workspace workspace = new Workspace()) {
      List<byte[]> made = new ArrayList<>();
      for (int id : ids) {
        made.add(Thumbnails.of(workspace, reader.read(id), side));
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("the store could not be closed", e);
    }
  }
}
