package dev.kindred.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.dataset.Miniatures;
import dev.kindred.dataset.Parquets;
import dev.kindred.dataset.ReadOptions;
import dev.kindred.dataset.Split;
import dev.kindred.image.Broken;
import dev.kindred.image.Limits;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.testing.FlakyFileSystem;
import dev.kindred.testing.UserInfoFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrepareJobTest {
  private static JavaSparkContext spark;

  @TempDir Path dir;
  private Path data;
  private Path store;
  private long shardBytes = 10_000;
  private boolean outside;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("PrepareJobTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void folders() {
    data = dir.resolve("data with space");
    store = dir.resolve("store");
    for (int c = 0; c < 6; c++) {
      for (int i = 0; i < 4; i++) {
        String extension = i % 2 == 0 ? "png" : "jpg";
        Pictures.write(
            data.resolve("class ü%d/%d.%s".formatted(c, i, extension)),
            Pictures.picture(extension, 60 + 10 * i, 50, c * 4 + i));
      }
    }
  }

  @Test
  void packsReadsBackAndKeepsWhatNeedsNoChange() throws IOException {
    PrepareResult result = job(64, 0).run();
    StoreManifest manifest = result.store().manifest();
    assertThat(result.unchanged()).isFalse();
    assertThat(result.shardsWritten()).isEqualTo(3).isEqualTo(manifest.shards().size());
    assertThat(manifest.classNames()).hasSize(6).startsWith("class ü0");
    assertThat(manifest.counts())
        .containsEntry("trainImages", 12L)
        .containsEntry("trainClasses", 3L)
        .containsEntry("testImages", 12L)
        .containsEntry("keptAsTheyWere", 24L)
        .containsEntry("broken", 0L);
    ImageStore opened = ImageStore.open(new Configuration(), store.toString());
    assertThat(opened.index().ids(Split.TRAIN)).hasSize(12);
    assertThat(opened.cached(1 << 20).location().cacheBytes()).as("it is local already").isZero();
    try (StoreReader reader = reader(opened, 0)) {
      assertThat(reader.read(5)).isEqualTo(Files.readAllBytes(data.resolve("class ü1/1.jpg")));
      assertThat(opened.index().label(5)).isEqualTo(1);
      assertThatThrownBy(() -> reader.read(24)).hasMessage("the store has no image 24");
    }
  }

  @Test
  void shrinksToTheShortSideAndNeverEnlarges() throws IOException {
    ImageStore opened = job(40, 0).run().store();
    assertThat(opened.manifest().counts()).containsEntry("keptAsTheyWere", 0L);
    try (StoreReader reader = reader(opened, 0)) {
      var png = dev.kindred.image.ImageInfo.read(reader.read(2), Limits.CHECKED_BEFORE);
      assertThat(png.format()).isEqualTo(dev.kindred.image.ImageFormat.PNG);
      assertThat(png.width()).isEqualTo(64);
      assertThat(png.height()).isEqualTo(40);
    }
  }

  @Test
  void otherToolsOpenTheShards() throws Exception {
    ImageStore opened = job(64, 0).run().store();
    String shard = Path.of(java.net.URI.create(opened.location().shards().get(0))).toString();
    Process tar = new ProcessBuilder("tar", "-tf", shard).redirectErrorStream(true).start();
    String names = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tar.waitFor()).isZero();
    assertThat(names.lines())
        .hasSize(16)
        .startsWith("000000000.png", "000000000.cls", "000000001.jpg", "000000001.cls");
  }

  @Test
  void unchangedInputIsNotDoneAgain() throws IOException {
    job(64, 0).run();
    List<String> before = times();
    PrepareResult again = job(64, 0).run();
    assertThat(again.unchanged()).isTrue();
    assertThat(again.shardsWritten()).isZero();
    assertThat(times()).isEqualTo(before);
  }

  @Test
  void changedInputReplacesTheStore() throws IOException {
    PrepareResult first = job(64, 0).run();
    Pictures.write(data.resolve("class ü0/9.png"), Pictures.picture("png", 50, 50, 3));
    PrepareResult second = job(64, 0).run();
    assertThat(second.unchanged()).isFalse();
    assertThat(second.store().manifest().folder()).isNotEqualTo(first.store().manifest().folder());
    assertThat(store.resolve(first.store().manifest().folder())).doesNotExist();
    assertThat(store.resolve("_tmp")).doesNotExist();
  }

  @Test
  void theContentSumKnowsTheImagesAndNotTheirPlaceOrTime() throws IOException {
    Path image = data.resolve("class ü0/0.png");
    final String first = job(64, 0).run().store().manifest().contentSha256();
    Files.setLastModifiedTime(image, FileTime.fromMillis(1_000_000_000_000L));
    store = dir.resolve("another store");
    assertThat(job(64, 0).run().store().manifest().contentSha256()).isEqualTo(first).hasSize(64);
    Files.copy(data.resolve("class ü1/0.png"), image, StandardCopyOption.REPLACE_EXISTING);
    assertThat(job(64, 0).run().store().manifest().contentSha256()).isNotEqualTo(first);
  }

  @Test
  void finishedShardsOfAnInterruptedRunAreKept() throws IOException {
    String folder = job(64, 0).run().store().manifest().folder();
    Path tmp = store.resolve("_tmp");
    Files.createDirectories(tmp);
    Files.move(store.resolve(folder), tmp.resolve(folder));
    Files.delete(store.resolve("manifest.json"));
    Files.delete(tmp.resolve(folder).resolve(".shard-00001.tar.done"));
    assertThatThrownBy(() -> ImageStore.open(new Configuration(), store.toString()))
        .isInstanceOf(KindredException.class)
        .hasMessage("no complete store at %s; run 'kindred prepare' first".formatted(store));
    PrepareResult resumed = job(64, 0).run();
    assertThat(resumed.shardsKept()).isEqualTo(2);
    assertThat(resumed.shardsWritten()).isEqualTo(1);
    assertThat(resumed.store().index().ids(Split.TEST)).hasSize(12);
  }

  @Test
  void brokenImagesAreListedAndTooManyStop() throws IOException {
    Pictures.write(data.resolve("class ü0/1.jpg"), "<html>".getBytes(StandardCharsets.UTF_8));
    Pictures.write(data.resolve("class ü2/3.jpg"), new byte[0]);
    assertThatThrownBy(() -> job(64, 0.05).run())
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("2 of 24 images are broken, more than the allowed share of 0.05")
        .hasMessageContaining("class ü0/1.jpg, NOT_AN_IMAGE, not an image: an HTML page")
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.BAD_DATA));
    PrepareResult result = job(64, 0.1).run();
    assertThat(result.shardsKept()).as("nothing is decoded twice").isEqualTo(3);
    assertThat(result.broken())
        .extracting(BrokenImage::reason)
        .containsExactly(Broken.NOT_AN_IMAGE, Broken.EMPTY);
    assertThat(result.store().index().has(1)).isFalse();
    String folder = result.store().manifest().folder();
    assertThat(Files.readAllLines(store.resolve(folder).resolve("broken.tsv")))
        .startsWith("id\tpath\treason\tdetail")
        .element(1)
        .asString()
        .startsWith("1\tclass ü0/1.jpg\tNOT_AN_IMAGE\t");
    assertThat(job(64, 0.1).run().broken()).isEqualTo(result.broken());
    assertThatThrownBy(() -> job(64, 0.05).run()).hasMessageContaining("2 of 24 images");
  }

  @Test
  void imagesThatAreDamagedInsideStayInAndAreListed() throws IOException {
    Path file = data.resolve("class ü0/1.jpg");
    byte[] jpeg = Files.readAllBytes(file);
    byte[] stray = Arrays.copyOf(jpeg, jpeg.length + 3);
    System.arraycopy(new byte[] {1, 2, 3, -1, -39}, 0, stray, jpeg.length - 2, 5);
    Files.write(file, stray);
    PrepareResult result = job(64, 0).run();
    assertThat(result.broken()).isEmpty();
    assertThat(result.store().index().has(1)).isTrue();
    StoreManifest manifest = result.store().manifest();
    assertThat(manifest.counts()).containsEntry("damaged", 1L).containsEntry("broken", 0L);
    assertThat(manifest.warnings())
        .anyMatch(w -> w.startsWith("1 images are damaged inside but have all their rows;"));
    assertThat(Files.readAllLines(store.resolve(manifest.folder()).resolve("damaged.tsv")))
        .containsExactly(
            "id\tpath\tdetail",
            "1\tclass ü0/1.jpg\tJPEG data are damaged: some are left after the last block");
  }

  @Test
  void whatIsNoImageIsPassedOverByKindAndNotBroken() throws IOException {
    byte[] png = Pictures.picture("png", 50, 50, 3);
    Pictures.write(data.resolve("class ü0/_MG_1"), png);
    Pictures.write(data.resolve("class ü0/deep/2.jfif"), Pictures.picture("jpg", 50, 50, 3));
    Pictures.write(data.resolve("class ü0/BMW.txt"), "BMW, all of them".getBytes(UTF_8));
    Pictures.write(data.resolve("class ü1/x.heic"), heif("heic"));
    Pictures.write(data.resolve("class ü1/x.mp4"), heif("isom"));
    Pictures.write(data.resolve("class ü1/x.dng"), Pictures.picture("tif", 50, 50, 3));
    Pictures.write(data.resolve("zz/only.xml"), "<?xml version='1.0'?><a/>".getBytes(UTF_8));
    Pictures.write(data.resolve("readme.md"), "x".getBytes(UTF_8));
    PrepareResult result = job(64, 0).run();
    assertThat(result.broken()).isEmpty();
    assertThat(result.passedOver())
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "HEIC", 1L,
                    "XML", 1L,
                    "camera raw", 1L,
                    "in no class folder", 1L,
                    "text", 1L,
                    "video", 1L)));
    StoreManifest manifest = result.store().manifest();
    assertThat(manifest.counts()).containsEntry("broken", 0L).containsEntry("passedOver.HEIC", 1L);
    assertThat(IntStream.range(0, result.store().index().ids()).filter(result.store().index()::has))
        .hasSize(26);
    assertThat(manifest.warnings())
        .contains("1 classes have no image, only other files, and are left out (zz)");
    assertThat(Files.readAllLines(store.resolve(manifest.folder()).resolve("passed-over.tsv")))
        .contains("class ü1/x.heic\tHEIC", "readme.md\tin no class folder")
        .hasSize(7);
    PrepareResult again = job(64, 0).run();
    assertThat(again.unchanged()).isTrue();
    assertThat(again.passedOver()).isEqualTo(result.passedOver());
  }

  private static byte[] heif(String brand) {
    return ("\0\0\0\u0018ftyp" + brand + "\0\0\0\0" + brand).getBytes(UTF_8);
  }

  @Test
  void aListedFifoIsBrokenAndNotWaitedFor() throws IOException, InterruptedException {
    new ProcessBuilder("mkfifo", data + "/pipe.jpg").start().waitFor();
    Files.createSymbolicLink(data.resolve("zero.jpg"), Path.of("/dev/zero"));
    Files.writeString(
        data.resolve("list.csv"),
        "path,class\nclass ü0/0.png,a\nclass ü0/1.jpg,a\npipe.jpg,b\nzero.jpg,b\n");
    assertThat(job(64, 0.5).run().broken())
        .extracting(BrokenImage::detail)
        .containsExactly("a FIFO, a socket or a device", "a FIFO, a socket or a device");
  }

  @Test
  void imagesOutsideWhereTheyAreAllowed() throws IOException {
    Path other = dir.resolve("other folder/1.png");
    Pictures.write(other, Pictures.picture("png", 50, 50, 1));
    Files.createSymbolicLink(data.resolve("link.png"), other);
    Files.writeString(
        data.resolve("list.csv"),
        "path,class\n%s,a\nfile://%s,a\nlink.png,b\n"
            .formatted(other, data.resolve("class ü0/0.png")));
    outside = true;
    PrepareResult result = job(64, 0).run();
    assertThat(result.broken()).isEmpty();
    assertThat(result.store().index().ids(Split.TRAIN)).hasSize(2);
    assertThat(job(64, 0).run().unchanged()).isTrue();
  }

  @Test
  void imagesOnOtherFileSystems() throws IOException {
    spark.hadoopConfiguration().set("fs.login.impl", UserInfoFileSystem.class.getName());
    Path list = Files.createDirectories(dir.resolve("lists")).resolve("list.csv");
    Path images = dir.resolve("elsewhere");
    StringBuilder rows = new StringBuilder("path,class\n");
    for (int i = 0; i < 8; i++) {
      Pictures.write(images.resolve(i + ".png"), Pictures.picture("png", 60 + i, 50, i));
      rows.append("login://there%s/%d.png,c%d%n".formatted(images, i, i / 2));
    }
    Files.writeString(list, rows);
    data = list.getParent();
    outside = true;
    shardBytes = 500;
    PrepareResult result = job(64, 0).run();
    assertThat(result.broken()).isEmpty();
    assertThat(result.shardsWritten()).as("their lengths are known").isGreaterThan(1);
    Pictures.write(images.resolve("3.png"), Pictures.picture("png", 80, 50, 33));
    assertThat(job(64, 0).run().unchanged()).as("one has changed").isFalse();
  }

  @Test
  void whatCouldNotBeReadIsTriedAgain() throws IOException {
    spark.hadoopConfiguration().set("fs.flaky.impl", FlakyFileSystem.class.getName());
    Path image = data.resolve("class ü1/2.png");
    Path list = Files.createDirectories(dir.resolve("lists")).resolve("list.csv");
    StringBuilder rows = new StringBuilder("path,class\n");
    for (int c = 0; c < 6; c++) {
      for (int i = 0; i < 4; i++) {
        String name = "class ü%d/%d.%s".formatted(c, i, i % 2 == 0 ? "png" : "jpg");
        rows.append("flaky://there%s,c%d%n".formatted(data.resolve(name), c));
      }
    }
    Files.writeString(list, rows);
    Path there = data;
    data = list.getParent();
    outside = true;
    FlakyFileSystem.fail(image, 99);
    assertThatThrownBy(() -> job(64, 0).run())
        .hasMessageContaining("cannot be read: 503 Slow Down");
    FlakyFileSystem.fail(image, 2);
    PrepareResult result = job(64, 0).run();
    assertThat(result.broken()).isEmpty();
    assertThat(result.store().index().ids(Split.TRAIN)).hasSize(12);
    assertThat(result.shardsWritten()).as("the others are taken over").isEqualTo(1);
    assertThat(result.store().manifest().shards()).hasSizeGreaterThan(1);
    assertThat(there).exists();
  }

  @Test
  void rowsOfParquetFilesAreImages() throws IOException {
    data = dir.resolve("rows");
    Parquets.images(
        data.resolve("data/train-00000-of-00001.parquet"),
        30,
        i -> i == 7 ? new byte[] {1, 2} : Pictures.picture("png", 50 + i, 50, i));
    Parquets.images(
        data.resolve("data/test-00000-of-00001.parquet"),
        10,
        i -> Pictures.picture("jpg", 50 + i, 50, i));
    PrepareResult result = job(64, 0.1).run();
    assertThat(result.store().manifest().classNames()).containsExactly("cat", "dog");
    assertThat(result.store().index().ids(Split.TRAIN)).hasSize(29);
    assertThat(result.broken())
        .singleElement()
        .satisfies(b -> assertThat(b.path()).isEqualTo("data/train-00000-of-00001.parquet#7"));
    try (StoreReader reader = reader(result.store(), 1 << 20)) {
      int id = result.store().index().ids(Split.TRAIN)[20];
      assertThat(reader.read(id)).isEqualTo(Pictures.picture("png", 71, 50, 21));
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void everyLayoutBecomesAStore(String layout) throws IOException {
    data = dir.resolve(layout);
    Miniatures.write(layout, data, 2, 4);
    ImageStore made = job(64, 0).run().store();
    assertThat(made.manifest().name()).isEqualTo(layout);
    assertThat(made.manifest().counts())
        .containsEntry("trainImages", 8L)
        .containsEntry("trainClasses", 2L)
        .containsEntry("broken", 0L);
    try (StoreReader reader = reader(made, 1 << 20)) {
      int id = made.index().ids(Split.TRAIN)[3];
      assertThat(reader.read(id)).isNotEmpty().isSameAs(reader.read(id));
    }
  }

  static Stream<String> layouts() {
    return Miniatures.LAYOUTS.stream();
  }

  @Test
  void linksDoNotLeadOut() throws IOException {
    Path secret = dir.resolve("secret.png");
    Pictures.write(secret, Pictures.picture("png", 50, 50, 1));
    Files.createSymbolicLink(data.resolve("class ü0/9.png"), secret);
    PrepareResult result = job(64, 0.5).run();
    assertThat(result.broken())
        .singleElement()
        .satisfies(b -> assertThat(b.detail()).isEqualTo("a link leads out of the data folder"));
  }

  @Test
  void aDamagedStoreIsRefused() throws IOException {
    ImageStore made = job(64, 0).run().store();
    Path shard = Path.of(java.net.URI.create(made.location().shards().get(1)));
    Files.write(shard, new byte[10]);
    assertThatThrownBy(() -> ImageStore.open(new Configuration(), store.toString()))
        .hasMessageContaining("shard-00001.tar has 10 bytes instead of");
    Files.writeString(store.resolve("manifest.json"), "{");
    assertThatThrownBy(() -> ImageStore.open(new Configuration(), store.toString()))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("cannot be used");
  }

  private PrepareJob job(int shortSide, double maxBroken) {
    return new PrepareJob(
        spark,
        new PrepareSettings(
            data.toString(),
            "auto",
            store.toString(),
            new ReadOptions(false, 0.5, outside),
            shortSide,
            95,
            Limits.ofPixels(1 << 20),
            shardBytes,
            maxBroken));
  }

  private static StoreReader reader(ImageStore store, long cache) {
    return new StoreReader(new Configuration(), store.location(), store.index(), cache);
  }

  private List<String> times() throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return files.sorted().map(f -> f + " " + f.toFile().lastModified()).toList();
    }
  }
}
