package dev.kindred.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in {@code conf/} reads each layout in which its set is found. */
class EveryFormOfTheBenchmarksTest {
  @TempDir Path root;

  private Reading read(String conf) {
    String format =
        ConfigFactory.parseFile(new File("conf", conf)).getString("kindred.data.format");
    return Datasets.read(new Configuration(), root.toString(), format, new ReadOptions(false, 0.5));
  }

  @ParameterizedTest
  @CsvSource({
    "cars196.conf, cars196",
    "cars196.conf, cars196-devkit",
    "cub200.conf, cub200-2011",
    "cub200.conf, cub200-2010",
    "sop.conf, sop",
    "inshop.conf, inshop"
  })
  void asDownloaded(String conf, String layout) {
    Miniatures.write(layout, root, 3, 4);
    Manifest m = read(conf).manifest();
    assertThat(m.name()).isEqualTo(layout);
    assertThat(m.images()).hasSize(24);
  }

  private void move(String from, String to) throws IOException {
    Files.createDirectories(root.resolve(to).getParent());
    Files.move(root.resolve(from), root.resolve(to));
  }

  @Test
  void carsAsFoldersOfModels() throws IOException {
    for (String part : List.of("train", "test")) {
      for (int c = 0; c < 196; c++) {
        Path folder =
            root.resolve("car_data/car_data/" + part + "/Make %03d Coupe 2012".formatted(c));
        Files.createDirectories(folder);
        Files.write(folder.resolve(part + ".jpg"), new byte[] {1});
      }
    }
    Files.writeString(root.resolve("anno_train.csv"), "00001.jpg,1,2,3,4,5\n");
    assertThat(read("cars196.conf").manifest().name()).isEqualTo("cars196-folders");
    Manifest m = Reads.of(root).manifest();
    assertThat(m.name()).isEqualTo("cars196-folders");
    assertThat(m.images().stream().filter(i -> i.split() == Split.TRAIN)).hasSize(196);
    assertThat(m.images()).hasSize(392);
    assertThat(m.classNames().get(98)).isEqualTo("Make 098 Coupe 2012");
  }

  @Test
  void cub2011WithoutItsLists() throws IOException {
    Miniatures.write("cub200-2011", root, 2, 3);
    Files.delete(root.resolve("CUB_200_2011/images.txt"));
    assertThat(read("cub200.conf").manifest().name()).isEqualTo("cub200-2011-folders");
    move("CUB_200_2011/images/001.Bird_1", "x/train/001.Bird_1");
    move("CUB_200_2011/images/101.Bird_101", "x/test/101.Bird_101");
    try (Stream<Path> files = Files.walk(root.resolve("CUB_200_2011"))) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    }
    assertThat(Reads.images(read("cub200.conf")))
        .hasSize(6)
        .contains("TRAIN 001.Bird_1 x/train/001.Bird_1/Bird_0000_7.jpg")
        .anyMatch(i -> i.startsWith("TEST 101.Bird_101 x/test/"));
  }

  @Test
  void productsWithListsOfTheirOwnFolder() throws IOException {
    Miniatures.write("sop", root, 2, 3);
    String old = "Stanford_Online_Products/";
    move(old + "Ebay_train.txt", "online_products/Info_Files/Ebay_train.txt");
    move(old + "Ebay_test.txt", "online_products/Info_Files/Ebay_test.txt");
    move(old + "bicycle_final", "online_products/images/bicycle_final");
    Files.delete(root.resolve("Stanford_Online_Products"));
    allThere(read("sop.conf"), 12);
  }

  @ParameterizedTest
  @CsvSource({"Anno/, Img/img", "'', img", "'', Img/img_highres", "wrapped/Eval/, wrapped/img"})
  void clothesInEachPlace(String list, String images) throws IOException {
    Miniatures.write("inshop", root, 2, 4);
    move("Eval/list_eval_partition.txt", "list");
    Files.delete(root.resolve("Eval"));
    move("list", list + "list_eval_partition.txt");
    if (!images.equals("Img/img")) {
      move("Img/img", "moved");
      Files.delete(root.resolve("Img"));
      move("moved", images);
    }
    allThere(read("inshop.conf"), 16);
  }

  private void allThere(Reading reading, int images) {
    assertThat(reading.manifest().images())
        .hasSize(images)
        .allSatisfy(i -> assertThat(root.resolve(i.path())).isRegularFile());
  }
}
