package dev.kindred.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.dataset.ReadOptions;
import dev.kindred.image.Limits;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Lease;
import dev.kindred.run.LeaseTaker;
import dev.kindred.run.LeaseTerms;
import dev.kindred.run.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bits that change at rest, and two processes at one store. */
class DamagedStoreTest {
  private static final int FLIPS = 60;

  /** One for all: reading its defaults takes longer than opening a store. */
  private static final Configuration HADOOP = new Configuration();

  private static JavaSparkContext spark;

  @TempDir Path dir;
  private Path store;
  private PrepareSettings settings;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("DamagedStoreTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void folders() {
    store = dir.resolve("store");
    for (int c = 0; c < 6; c++) {
      for (int i = 0; i < 4; i++) {
        Pictures.write(
            dir.resolve("data/class %d/%d.jpg".formatted(c, i)),
            Pictures.picture("jpg", 60 + 10 * i, 50, c * 4 + i));
      }
    }
    settings =
        new PrepareSettings(
            dir.resolve("data").toString(),
            "folders",
            store.toString(),
            new ReadOptions(true, 0.5),
            64,
            95,
            Limits.ofPixels(1 << 20),
            10_000,
            0);
  }

  private Path folder() {
    return store.resolve(open().manifest().folder());
  }

  private ImageStore open() {
    return ImageStore.open(HADOOP, store.toString());
  }

  private byte[][] images() throws IOException {
    ImageStore opened = open();
    try (StoreReader reader = new StoreReader(HADOOP, opened.location(), opened.index(), 0)) {
      return IntStream.range(0, opened.index().ids()).mapToObj(reader::read).toArray(byte[][]::new);
    }
  }

  private static void flip(Path file, long bit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
    Files.write(file, bytes);
  }

  @Test
  void aFlippedBitInAShardIsNamedOrInNoImage() throws IOException {
    new PrepareJob(spark, settings).run();
    byte[][] sound = images();
    List<StoreManifest.Shard> shards = open().manifest().shards();
    Random random = new Random(3);
    int named = 0;
    for (int i = 0; i < FLIPS; i++) {
      StoreManifest.Shard shard = shards.get(random.nextInt(shards.size()));
      Path file = folder().resolve(shard.file());
      long bit = random.nextLong(8 * shard.bytes());
      flip(file, bit);
      try {
        assertThat(Arrays.deepEquals(images(), sound)).isTrue();
      } catch (KindredException e) {
        assertThat(e.exit()).isEqualTo(Exit.BAD_DATA);
        assertThat(e).hasMessageMatching("image \\d+ in shard .*" + shard.file() + " is not .*");
        named++;
      }
      flip(file, bit);
    }
    // Headers, padding and classes for other tools are the rest.
    assertThat(named).isGreaterThan(FLIPS / 4);
  }

  @Test
  void aFlippedBitInManifestIndexOrListIsNoticed() throws IOException {
    new PrepareJob(spark, settings).run();
    for (Path file :
        List.of(
            store.resolve("manifest.json"),
            folder().resolve("index.bin"),
            folder().resolve("broken.tsv"))) {
      long bits = 8 * Files.size(file);
      Random random = new Random(5);
      for (int i = 0; i < FLIPS; i++) {
        long bit = random.nextLong(bits);
        byte[] before = Files.readAllBytes(file);
        Path folder = folder();
        flip(file, bit);
        boolean list = file.endsWith("broken.tsv");
        try {
          ImageStore opened = open();
          if (list) {
            assertThatThrownBy(
                    () ->
                        StoreCommit.brokenOf(
                            StoreFiles.fileSystem(
                                HADOOP, new org.apache.hadoop.fs.Path(store.toUri())),
                            opened))
                .hasMessageContaining("broken.tsv is damaged");
          } else {
            // A space for another white space means the same.
            assertThat(file.getFileName().toString()).isEqualTo("manifest.json");
            assertThat(store.resolve(opened.manifest().folder())).isEqualTo(folder);
          }
        } catch (KindredException e) {
          assertThat(e.exit()).isEqualTo(Exit.BAD_DATA);
          assertThat(e).hasMessageContaining("run 'kindred prepare'");
          assertThat(e.getMessage().lines()).hasSize(1);
        }
        Files.write(file, before);
      }
    }
  }

  @Test
  void aLongerOrShorterShardIsRefusedAndADamagedListPackedAnew() throws IOException {
    new PrepareJob(spark, settings).run();
    Path shard = folder().resolve("shard-00001.tar");
    byte[] whole = Files.readAllBytes(shard);
    for (int length : new int[] {whole.length - 1, whole.length + 1, 0}) {
      Files.write(shard, Arrays.copyOf(whole, length));
      assertThatThrownBy(this::open)
          .isInstanceOfSatisfying(
              KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.BAD_DATA))
          .hasMessageContaining("shard-00001.tar has " + length + " bytes instead of");
    }
    Files.write(shard, whole);
    flip(folder().resolve("broken.tsv"), 9);
    assertThat(new PrepareJob(spark, settings).run().unchanged()).isFalse();
    assertThat(images()).hasNumberOfRows(24);
  }

  @Test
  void aStoreOfAFormerVersionIsPackedAnew() throws IOException {
    new PrepareJob(spark, settings).run();
    Path manifest = store.resolve("manifest.json");
    String former =
        Files.readString(manifest)
            .replaceAll("\"version\" : \\d+", "\"version\" : 1")
            .replaceAll(",\\s*\"checksum\" : \"[0-9a-f]+\"", "");
    Files.writeString(manifest, former);
    assertThatThrownBy(this::open).hasMessageContaining("packed by another version of kindred");
    assertThat(new PrepareJob(spark, settings).run().unchanged()).isFalse();
    open();
  }

  @Test
  void ofTwoThatPrepareOneStoreOnePacksAndTheOtherWaits() throws Exception {
    LeaseTerms terms = LeaseTerms.of(Duration.ofSeconds(5));
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(store.toUri());
    var two = Executors.newFixedThreadPool(2);
    try {
      List<Future<PrepareResult>> results;
      // A third holds the store until both have come.
      try (Lease held =
          new LeaseTaker(StoreFiles.fileSystem(HADOOP, root), root, terms).take(() -> {})) {
        results =
            IntStream.range(0, 2)
                .mapToObj(
                    i ->
                        two.submit(
                            () ->
                                new PrepareJob(spark, settings, null, terms, new StopSignal())
                                    .run()))
                .toList();
        Thread.sleep(1500);
        held.check();
        assertThat(results).noneMatch(Future::isDone);
      }
      PrepareResult first = results.get(0).get();
      PrepareResult second = results.get(1).get();
      assertThat(List.of(first.unchanged(), second.unchanged()))
          .containsExactlyInAnyOrder(true, false);
      assertThat(first.shardsWritten() + second.shardsWritten())
          .isEqualTo(open().manifest().shards().size());
      assertThat(images()).hasNumberOfRows(24);
    } finally {
      two.shutdownNow();
    }
    assertThat(store.resolve("_lock")).doesNotExist();
    assertThat(store.resolve("_tmp")).doesNotExist();
  }
}
