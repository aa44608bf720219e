package dev.kindred.store;

import dev.kindred.run.DriverOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Images of a store that are the same, byte by byte. Checksum and length, which the index has, say
 * which may be; only those are read, on the executors, and told apart by SHA-256.
 */
@DriverOnly
public final class ExactCopies {
  private static final int READ_BY_A_TASK = 512;
  private static final long NO_CACHE = 0;

  private ExactCopies() {}

  /** Groups of two and more, ids ascending, by their first. */
  public static List<int[]> of(JavaSparkContext spark, ImageStore store) {
    StoreIndex index = store.index();
    int[] all = IntStream.range(0, index.ids()).filter(index::has).toArray();
    Map<Long, List<Integer>> alike = new HashMap<>();
    for (int id : all) {
      long key = ((long) index.checksum(id) << Integer.SIZE) | index.length(id);
      alike.computeIfAbsent(key, k -> new ArrayList<>(1)).add(id);
    }
    int[] perhaps =
        alike.values().stream()
            .filter(ids -> ids.size() > 1)
            .flatMapToInt(ids -> ids.stream().mapToInt(Integer::intValue))
            .sorted()
            .toArray();
    Map<String, List<Integer>> same = new HashMap<>();
    List<String> digests = digests(spark, store, perhaps);
    for (int i = 0; i < perhaps.length; i++) {
      same.computeIfAbsent(digests.get(i), d -> new ArrayList<>(2)).add(perhaps[i]);
    }
    TreeMap<Integer, int[]> groups = new TreeMap<>();
    same.values().stream()
        .filter(ids -> ids.size() > 1)
        .forEach(ids -> groups.put(ids.get(0), ids.stream().mapToInt(i -> i).toArray()));
    return List.copyOf(groups.values());
  }

  private static List<String> digests(JavaSparkContext spark, ImageStore store, int[] ids) {
    if (ids.length == 0) {
      return List.of();
    }
    List<int[]> parts = new ArrayList<>();
    for (int from = 0; from < ids.length; from += READ_BY_A_TASK) {
      parts.add(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + READ_BY_A_TASK)));
    }
    Broadcast<StoreIndex> index = spark.broadcast(store.index());
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    ImageStore.Location location = store.location();
    spark.setJobGroup("kindred-look", "comparing %,d images".formatted(ids.length), true);
    try {
      return spark
          .parallelize(parts, parts.size())
          .flatMap(part -> digests(hadoop.value(), location, index.value(), part).iterator())
          .collect();
    } finally {
      spark.clearJobGroup();
      index.destroy();
      hadoop.destroy();
    }
  }

  private static List<String> digests(
      SerializableConfiguration hadoop, ImageStore.Location location, StoreIndex index, int[] ids) {
    try (StoreReader reader = new StoreReader(hadoop.value(), location, index, NO_CACHE)) {
      return IntStream.of(ids).mapToObj(id -> StoreFiles.sha256(reader.read(id))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the store could not be closed", e);
    }
  }
}
