package dev.kindred.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.KindredException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutsTest {
  @TempDir Path root;

  static Stream<String> layouts() {
    return Miniatures.LAYOUTS.stream();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void autoRecognisesAndReadsEveryLayout(String layout) {
    Miniatures.write(layout, root, 3, 4);
    Reading reading = read("auto");
    Manifest m = reading.manifest();
    assertThat(m.name()).isEqualTo(layout);
    assertThat(m.images()).hasSize(24);
    assertThat(m.classNames()).hasSize(6).doesNotHaveDuplicates();
    assertThat(m.images().stream().filter(i -> i.split() == Split.TRAIN)).hasSize(12);
    assertThat(m.images())
        .allSatisfy(i -> assertThat(root.resolve(i.path())).isRegularFile())
        .extracting(ImageRef::path)
        .doesNotHaveDuplicates();
    assertThat(read(layout).manifest()).isEqualTo(m);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void theTwoHalvesShareNoClass(String layout) {
    Miniatures.write(layout, root, 2, 3);
    List<ImageRef> images = read("auto").manifest().images();
    List<Integer> train = classes(images, true);
    assertThat(train).hasSize(2);
    assertThat(classes(images, false)).hasSize(2).doesNotContainAnyElementsOf(train);
  }

  @Test
  void differencesFromThePublishedCountsNameBothNumbers() {
    Miniatures.write("cub200-2011", root, 3, 4);
    String expected =
        "CUB-200-2011 differs from the published data set: 12 train images instead of 5,864,"
            + " 3 train classes instead of 100, 12 test images instead of 5,924,"
            + " 3 test classes instead of 100; figures will not compare with papers";
    assertThat(read("auto").warnings()).containsExactly(expected);
    assertThatThrownBy(() -> read("auto", true))
        .isInstanceOf(KindredException.class)
        .hasMessage(expected);
  }

  @Test
  void layoutsWithoutPublishedCountsDoNotWarn() {
    Miniatures.write("folders", root, 2, 2);
    assertThat(read("auto", true).warnings()).isEmpty();
  }

  @Test
  void cub2010WithoutListsIsReadFromItsFolders() throws IOException {
    Miniatures.write("cub200-2010", root, 2, 3);
    Manifest withLists = read("auto").manifest();
    Files.delete(root.resolve("lists/files.txt"));
    assertThat(read("auto").manifest().images()).containsExactlyElementsOf(withLists.images());
  }

  @Test
  void inShopHasQueriesAndGallery() {
    Miniatures.write("inshop", root, 3, 4);
    List<ImageRef> images = read("auto").manifest().images();
    assertThat(images.stream().filter(i -> i.split() == Split.QUERY)).hasSize(6);
    assertThat(images.stream().filter(i -> i.split() == Split.GALLERY)).hasSize(6);
  }

  @Test
  void carsKeepTheNamesOfTheirClasses() {
    Miniatures.write("cars196", root, 2, 2);
    assertThat(read("auto").manifest().classNames())
        .containsExactly(
            "Maker Model 1 Coupé 2012",
            "Maker Model 2 Coupé 2012",
            "Maker Model 99 Coupé 2012",
            "Maker Model 100 Coupé 2012");
  }

  @Test
  void queryAndGalleryListsOfTheOriginalSystem() throws IOException {
    Files.writeString(root.resolve("train.txt"), "a/1.jpg 0\na/2.jpg 0\n");
    Files.writeString(root.resolve("query.txt"), "b/1.jpg,1\n");
    Files.writeString(root.resolve("gallery.txt"), "b/2 2.jpg\t1\n");
    assertThat(read("auto").manifest().images())
        .containsExactly(
            new ImageRef("a/1.jpg", 0, Split.TRAIN),
            new ImageRef("a/2.jpg", 0, Split.TRAIN),
            new ImageRef("b/1.jpg", 1, Split.QUERY),
            new ImageRef("b/2 2.jpg", 1, Split.GALLERY));
  }

  @Test
  void validationListsOfTheOriginalSystem() throws IOException {
    Files.writeString(root.resolve("train.txt"), "a/1.jpg 0\na/2.jpg 0\n");
    Files.writeString(root.resolve("val.txt"), "c/1.jpg 2\nc/2.jpg 2\n");
    assertThat(read("auto").manifest().images())
        .as("what there is to be tested on")
        .extracting(i -> i.split() + " " + i.path())
        .containsExactly("TRAIN a/1.jpg", "TRAIN a/2.jpg", "TEST c/1.jpg", "TEST c/2.jpg");
    Files.writeString(root.resolve("test.txt"), "b/1.jpg 1\nb/2.jpg 1\n");
    assertThat(read("auto").manifest().images())
        .extracting(i -> i.split() + " " + i.path())
        .containsExactlyInAnyOrder(
            "TRAIN a/1.jpg",
            "TRAIN a/2.jpg",
            "TEST b/1.jpg",
            "TEST b/2.jpg",
            "VALIDATION c/1.jpg",
            "VALIDATION c/2.jpg");
  }

  @Test
  void foldersBelowSplits() {
    for (String file : List.of("train/a/1.png", "train/a/2.png", "test/b/1.png", "test/b/2.png")) {
      dev.kindred.store.Pictures.write(root.resolve(file), new byte[1]);
    }
    assertThat(read("auto").manifest().images())
        .extracting(i -> i.split() + " " + i.path())
        .containsExactly(
            "TEST test/b/1.png", "TEST test/b/2.png", "TRAIN train/a/1.png", "TRAIN train/a/2.png");
  }

  @Test
  void aTableMayBeNamedItself() throws IOException {
    Files.writeString(
        root.resolve("mine.csv"),
        "# a comment\npath,class,split\n\"a, b.jpg\",\"say \"\"x\"\"\",train\nc.jpg,\"say \"\"x\"\"\",TRAIN\n");
    Reading reading = read(root.resolve("mine.csv").toString(), "auto", false);
    assertThat(reading.manifest().classNames()).containsExactly("say \"x\"");
    assertThat(reading.manifest().images()).extracting(ImageRef::path).contains("a, b.jpg");
    assertThat(reading.root()).isEqualTo("file:" + root);
  }

  @Test
  void theFullListOfStanfordOnlineProductsIsReadWithinTwoSeconds() throws IOException {
    sopLists(root);
    // Time of the processor, so that what else runs on the machine does not count.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    Reading reading = read("auto");
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start))
        .isLessThan(Duration.ofSeconds(2));
    assertThat(reading.warnings()).isEmpty();
    assertThat(reading.manifest().images()).hasSize(120_053);
    assertThat(reading.manifest().classNames()).hasSize(22_634);
  }

  private static void sopLists(Path root) throws IOException {
    int id = 0;
    int[][] halves = {{59_551, 11_318, 1}, {60_502, 11_316, 11_319}};
    for (int h = 0; h < 2; h++) {
      String file = h == 0 ? "Ebay_train.txt" : "Ebay_test.txt";
      try (BufferedWriter out = Files.newBufferedWriter(root.resolve(file))) {
        out.write("image_id class_id super_class_id path\n");
        for (int i = 0; i < halves[h][0]; i++) {
          int c = halves[h][2] + i % halves[h][1];
          out.write("%d %d 1 bicycle_final/%d_%d.JPG%n".formatted(++id, c, 111_000_000L + c, i));
        }
      }
    }
  }

  private static List<Integer> classes(List<ImageRef> images, boolean train) {
    return images.stream()
        .filter(i -> (i.split() == Split.TRAIN) == train)
        .map(ImageRef::classId)
        .distinct()
        .toList();
  }

  private Reading read(String format) {
    return read(format, false);
  }

  private Reading read(String format, boolean strict) {
    return read(root.toString(), format, strict);
  }

  private static Reading read(String path, String format, boolean strict) {
    return Datasets.read(new Configuration(), path, format, new ReadOptions(strict, 0.5));
  }
}
