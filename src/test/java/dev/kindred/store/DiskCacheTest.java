package dev.kindred.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.dataset.Split;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {
  @TempDir Path dir;

  private static DiskCache.Key key(int id) {
    return new DiskCache.Key("hdfs://n/shard", id);
  }

  private static byte[] image(int id, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) id);
    return bytes;
  }

  private RandomAccessFile file() throws IOException {
    return new RandomAccessFile(dir.resolve("cache").toFile(), "rw");
  }

  @Test
  void keepsAndMisses() throws IOException {
    try (DiskCache cache = new DiskCache(file(), 100)) {
      assertThat(cache.get(key(1))).isNull();
      cache.put(key(1), image(1, 40));
      cache.put(key(2), image(2, 60));
      assertThat(cache.get(key(1))).isEqualTo(image(1, 40));
      assertThat(cache.get(key(2))).isEqualTo(image(2, 60));
      assertThat(cache.get(new DiskCache.Key("hdfs://n/other", 1))).isNull();
    }
  }

  @Test
  void overwritesTheOldestFirst() throws IOException {
    try (DiskCache cache = new DiskCache(file(), 100)) {
      for (int id = 0; id < 4; id++) {
        cache.put(key(id), image(id, 30));
      }
      // The fourth did not fit behind the third and went over the first.
      assertThat(cache.get(key(0))).isNull();
      assertThat(cache.get(key(1))).isNotNull();
      cache.put(key(4), image(4, 50));
      assertThat(cache.get(key(1))).isNull();
      assertThat(cache.get(key(2))).isNull();
      assertThat(cache.get(key(3))).isEqualTo(image(3, 30));
      assertThat(cache.get(key(4))).isEqualTo(image(4, 50));
    }
  }

  @Test
  void neverGrowsBeyondItsBoundNorMixesImagesUp() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    int[] lengths = random.ints(200, 1, 400).toArray();
    lengths[17] = 2_000;
    int hits = 0;
    try (DiskCache cache = new DiskCache(file(), 1_000)) {
      for (int i = 0; i < 20_000; i++) {
        int id = random.nextInt(lengths.length);
        byte[] found = cache.get(key(id));
        if (found == null) {
          cache.put(key(id), image(id, lengths[id]));
        } else {
          hits++;
          assertThat(found).isEqualTo(image(id, lengths[id]));
        }
        assertThat(Files.size(dir.resolve("cache"))).isLessThanOrEqualTo(1_000);
      }
      assertThat(cache.images()).isBetween(1, 100);
      assertThat(cache.get(key(17))).as("larger than the cache").isNull();
    }
    assertThat(hits).isPositive();
  }

  @Test
  void damagedBytesAreAMiss() throws IOException {
    try (DiskCache cache = new DiskCache(file(), 100)) {
      cache.put(key(1), image(1, 40));
      try (RandomAccessFile other = file()) {
        other.seek(20);
        other.write(99);
      }
      assertThat(cache.get(key(1))).isNull();
      cache.put(key(1), image(1, 40));
      assertThat(cache.get(key(1))).isNotNull();
      file().setLength(10);
      assertThat(cache.get(key(1))).as("cut short").isNull();
      cache.put(key(2), image(2, 5));
      assertThat(cache.get(key(2))).as("ended").isNull();
    }
  }

  static boolean hasFullDevice() {
    return Files.exists(Path.of("/dev/full"));
  }

  @Test
  @EnabledIf("hasFullDevice")
  void aFullDiskEndsTheCachingAlone() throws IOException {
    try (DiskCache cache = new DiskCache(new RandomAccessFile("/dev/full", "rw"), 100)) {
      cache.put(key(1), image(1, 40));
      cache.put(key(2), image(2, 40));
      assertThat(cache.get(key(1))).isNull();
      assertThat(cache.images()).isZero();
    }
  }

  @Test
  void theFileHasNoNameAndAFolderThatIsNotThereGivesNone() throws IOException {
    Optional<DiskCache> cache = ProcessCache.open(dir.toFile(), 1 << 20);
    cache.orElseThrow().put(key(1), image(1, 40));
    assertThat(cache.get().get(key(1))).hasSize(40);
    try (var files = Files.list(dir)) {
      assertThat(files).isEmpty();
    }
    cache.get().close();
    assertThat(ProcessCache.open(dir.resolve("nowhere").toFile(), 1 << 20)).isEmpty();
  }

  @Test
  void threadsShareIt() throws IOException {
    try (DiskCache cache = new DiskCache(file(), 5_000)) {
      CompletableFuture<?>[] all =
          IntStream.range(0, 4)
              .mapToObj(t -> CompletableFuture.runAsync(() -> hammer(cache, t)))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(all).join();
      assertThat(cache.images()).isPositive();
    }
  }

  private static void hammer(DiskCache cache, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      int id = random.nextInt(60);
      byte[] found = cache.get(key(id));
      if (found == null) {
        cache.put(key(id), image(id, 100 + id));
      } else {
        assertThat(found).isEqualTo(image(id, 100 + id));
      }
    }
  }

  @Test
  void aReaderFindsOnDiskWhatAFormerReaderRead() throws IOException {
    Path shard = Files.write(dir.resolve("shard-00000.tar"), image(7, 300));
    StoreIndex index = new StoreIndex(3);
    for (int id = 0; id < 3; id++) {
      index.put(id, 0, 100L * id, 100, Checksum.of(image(7, 100)), 0, Split.TRAIN);
    }
    ImageStore.Location cached =
        new ImageStore.Location(List.of(shard.toUri().toString()), 1 << 20);
    try (StoreReader reader = new StoreReader(new Configuration(), cached, index, 0)) {
      assertThat(reader.read(0)).isEqualTo(image(7, 100));
      assertThat(reader.read(2)).isEqualTo(image(7, 100));
    }
    Files.delete(shard);
    try (StoreReader reader = new StoreReader(new Configuration(), cached, index, 0)) {
      assertThat(reader.read(0)).isEqualTo(image(7, 100));
      assertThat(reader.read(2)).isEqualTo(image(7, 100));
      assertThatThrownBy(() -> reader.read(1)).hasMessageContaining("image 1 in shard ");
    }
  }
}
