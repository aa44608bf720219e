package dev.kindred.store;

import dev.kindred.image.PerceptualHash;
import dev.kindred.image.Workspace;
import dev.kindred.run.DriverOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Perceptual hashes of stored images, computed on all executors. */
@DriverOnly
public final class HashJob {
  private static final int READ_BY_A_TASK = 256;
  private static final long NO_CACHE = 0;

  private HashJob() {}

  /** In the order of the ids. */
  public static List<PerceptualHash> run(JavaSparkContext spark, ImageStore store, int... ids) {
    List<int[]> parts = new ArrayList<>();
    for (int from = 0; from < ids.length; from += READ_BY_A_TASK) {
      parts.add(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + READ_BY_A_TASK)));
    }
    Broadcast<StoreIndex> index = spark.broadcast(store.index());
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    ImageStore.Location location = store.location();
    spark.setJobGroup(
        "kindred-look", "perceptual hashes of %,d images".formatted(ids.length), true);
    try {
      return spark
          .parallelize(parts, parts.size())
          .flatMap(part -> hashes(hadoop.value(), location, index.value(), part).iterator())
          .collect();
    } finally {
      spark.clearJobGroup();
      index.destroy();
      hadoop.destroy();
    }
  }

  private static List<PerceptualHash> hashes(
      SerializableConfiguration hadoop, ImageStore.Location location, StoreIndex index, int[] ids) {
    try (StoreReader reader = new StoreReader(hadoop.value(), location, index, NO_CACHE);
        Workspace workspace = new Workspace()) {
      return IntStream.of(ids)
          .mapToObj(id -> PerceptualHash.of(workspace, reader.read(id)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the store could not be closed", e);
    }
  }
}
