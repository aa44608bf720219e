package dev.kindred.store;

import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Images of a store that are the same, byte by byte. Checksum and length, which the index has, say
 * which may be; only those are read, on the executors, and told apart by SHA-256.
 */
@DriverOnly
public final class ExactCopies {
  private static final int READ_BY_A_TASK = 512;

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
    List<String> digests =
        StoredImages.each(
            spark,
            store,
            "kindred-look",
            "comparing %,d images".formatted(perhaps.length),
            StoredImages.parts(perhaps, READ_BY_A_TASK),
            (workspace, encoded) -> StoreFiles.sha256(encoded));
    for (int i = 0; i < perhaps.length; i++) {
      same.computeIfAbsent(digests.get(i), d -> new ArrayList<>(2)).add(perhaps[i]);
    }
    TreeMap<Integer, int[]> groups = new TreeMap<>();
    same.values().stream()
        .filter(ids -> ids.size() > 1)
        .forEach(ids -> groups.put(ids.get(0), ids.stream().mapToInt(i -> i).toArray()));
    return List.copyOf(groups.values());
  }
}
