package dev.kindred.store;

import dev.kindred.image.Workspace;
import dev.kindred.run.DriverOnly;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Reads stored images once, on all executors, and makes something of each. */
@DriverOnly
final class StoredImages {
  private static final long NO_CACHE = 0;

  private StoredImages() {}

  /** What is made of one image. */
  @FunctionalInterface
  interface Work<T> extends Serializable {
    /**
     * Runs on an executor.
     *
     * @param workspace of the task
     * @param encoded as {@link StoreReader#read} gives it
     */
    T of(Workspace workspace, byte[] encoded);
  }

  /**
   * One task for each part.
   *
   * @param group of the Spark job
   * @param description of the Spark job
   * @param parts ids
   * @return in the order of the parts and of the ids in them; empty without any
   */
  static <T> List<T> each(
      JavaSparkContext spark,
      ImageStore store,
      String group,
      String description,
      List<int[]> parts,
      Work<T> work) {
    if (parts.isEmpty()) {
      return List.of();
    }
    Broadcast<StoreIndex> index = spark.broadcast(store.index());
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    ImageStore.Location location = store.location();
    spark.setJobGroup(group, description, true);
    try {
      return spark
          .parallelize(parts, parts.size())
          .flatMap(part -> read(hadoop.value(), location, index.value(), part, work).iterator())
          .collect();
    } finally {
      spark.clearJobGroup();
      index.destroy();
      hadoop.destroy();
    }
  }

  private static <T> List<T> read(
      SerializableConfiguration hadoop,
      ImageStore.Location location,
      StoreIndex index,
      int[] ids,
      Work<T> work) {
    try (StoreReader reader = new StoreReader(hadoop.value(), location, index, NO_CACHE);
        Workspace workspace = new Workspace()) {
      return IntStream.of(ids).mapToObj(id -> work.of(workspace, reader.read(id))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the store could not be closed", e);
    }
  }

  /** Ids in parts of so many. */
  static List<int[]> parts(int[] ids, int length) {
    return IntStream.iterate(0, from -> from < ids.length, from -> from + length)
        .mapToObj(from -> Arrays.copyOfRange(ids, from, Math.min(ids.length, from + length)))
        .toList();
  }
}
