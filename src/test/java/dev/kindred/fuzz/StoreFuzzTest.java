package dev.kindred.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.dataset.Miniatures;
import dev.kindred.dataset.ReadOptions;
import dev.kindred.image.Limits;
import dev.kindred.store.ImageStore;
import dev.kindred.store.PrepareJob;
import dev.kindred.store.PrepareSettings;
import dev.kindred.store.StoreReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged manifests, indices and shards of a packed store. */
class StoreFuzzTest {
  private static final long MOST = 256 << 20;
  private static final List<byte[]> WORDS =
      Stream.of("{", "}", "[", "]", "\"", ":", ",", "null", "-1", "[".repeat(2000), "1e999", "../")
          .map(word -> word.getBytes(StandardCharsets.UTF_8))
          .toList();

  @TempDir Path dir;

  @Test
  void aDamagedStoreIsReadOrRefused() throws IOException {
    Configuration hadoop = new Configuration();
    Path store = dir.resolve("store");
    prepare(store);
    List<Path> files;
    try (Stream<Path> all = Files.walk(store)) {
      // Hadoop's own checksums would hide what the store's do.
      for (Path crc : all.filter(f -> f.toString().endsWith(".crc")).toList()) {
        Files.delete(crc);
      }
    }
    try (Stream<Path> all = Files.walk(store)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    Map<Integer, byte[]> written = read(hadoop, store);
    assertThat(written).hasSizeGreaterThan(4);
    Mutations mutations = new Mutations(WORDS);
    FuzzBudget budget = FuzzBudget.start(Duration.ofSeconds(4));
    long readable = 0;
    while (budget.more()) {
      long seed = budget.nextSeed();
      Path file = files.get((int) (seed % files.size()));
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, mutations.damage(whole, seed));
      boolean read =
          Outcome.of(
              file.getFileName() + ", seed " + seed, MOST, () -> readAll(hadoop, store, written));
      readable += read ? 1 : 0;
      Files.write(file, whole);
    }
    System.out.printf("store: %,d inputs, %,d of them read%n", budget.inputs(), readable);
    assertThat(Outcome.of("whole", MOST, () -> readAll(hadoop, store, written))).isTrue();
  }

  /** What is read of a damaged store is what was written. */
  private static void readAll(Configuration hadoop, Path store, Map<Integer, byte[]> whole)
      throws IOException {
    read(hadoop, store).forEach((id, pixels) -> assertThat(pixels).isEqualTo(whole.get(id)));
  }

  private static Map<Integer, byte[]> read(Configuration hadoop, Path store) throws IOException {
    Map<Integer, byte[]> images = new HashMap<>();
    ImageStore opened = ImageStore.open(hadoop, store.toString());
    try (StoreReader reader = new StoreReader(hadoop, opened.location(), opened.index(), 1 << 20)) {
      for (int id = 0; id < opened.index().ids(); id++) {
        if (opened.index().has(id)) {
          images.put(id, reader.read(id));
        }
      }
    }
    return images;
  }

  private void prepare(Path store) {
    Path images = dir.resolve("images");
    Miniatures.write("folders", images, 2, 3);
    SparkConf conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("StoreFuzzTest")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      PrepareSettings settings =
          new PrepareSettings(
              images.toString(),
              "folders",
              store.toString(),
              new ReadOptions(false, 0.5),
              32,
              95,
              new Limits(1 << 20, 1 << 20),
              1 << 20,
              0);
      new PrepareJob(spark, settings).run();
    }
  }
}
