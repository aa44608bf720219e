package dev.kindred.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadListsTest {
  private static final String GOOD = "a/1.jpg\ta\ttrain\na/2.jpg\ta\ttrain\n";

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../x.jpg | has '..'",
        "a/../../x.jpg | has '..'",
        "a/.. | has '..'",
        "/etc/passwd | is absolute",
        "file:///etc/passwd | is a URL",
        "hdfs://host/x.jpg | is a URL",
        "'' | names no file",
        "folder/ | names no file",
        "a\u0000b.jpg | has a control character"
      })
  void pathsThatLeadOut(String path, String problem) throws IOException {
    table(GOOD + path + "\ta\ttrain\n");
    assertBad().hasMessageContaining("list.tsv line 3: path '").hasMessageContaining(problem);
  }

  @Test
  void pathsThatOnlyLookOdd() throws IOException {
    table("./a//1.jpg\ta\ttrain\na/..b c:d%20é.jpg\ta\ttrain\n");
    assertThat(read().manifest().images())
        .extracting(ImageRef::path)
        .containsExactly("a/1.jpg", "a/..b c:d%20é.jpg");
  }

  @Test
  void duplicates() throws IOException {
    table(GOOD + "./a/1.jpg\tb\ttest\n");
    assertBad()
        .hasMessage(
            "list.tsv line 3: './a/1.jpg' was listed before (list.tsv line 1);"
                + " list each image once");
  }

  @Test
  void unknownSplitsMissingColumnsAndClasses() throws IOException {
    table(GOOD + "b.jpg\tb\theld out\n");
    assertBad()
        .hasMessage(
            "list.tsv line 3: split 'held out'; expected train, val, test, query or gallery");
    table(GOOD + "b.jpg\n");
    assertBad().hasMessage("list.tsv line 3 has 1 columns; expected path, class, split");
    table(GOOD + "b.jpg\t \ttest\n");
    assertBad().hasMessage("list.tsv line 3: no class for 'b.jpg'; give each image one");
  }

  @Test
  void halvesThatDoNotFit() throws IOException {
    table(GOOD + "b.jpg\tb\ttest\nc.jpg\tb\tquery\nd.jpg\tb\tgallery\n");
    assertBad().hasMessageContaining("both test and query/gallery");
    table(GOOD + "c.jpg\tb\tquery\n");
    assertBad().hasMessageContaining("query and gallery need each other");
    table(GOOD + "b.jpg\ta\ttest\n");
    assertThat(read().warnings()).singleElement().asString().contains("1 classes are in both");
  }

  @Test
  void singleImagesMakeNoPair() throws IOException {
    table(GOOD + "b.jpg\tb\ttrain\nc.jpg\tc\ttrain\nd.jpg\td\ttest\n");
    Reading reading = read();
    assertThat(reading.manifest().images()).hasSize(3);
    assertThat(reading.warnings())
        .containsExactly(
            "2 training classes have a single image and are left out, since they make no pair"
                + " (b, c)");
    // Other counts than the published ones are the end where that is asked for, these are not.
    ReadOptions strict = new ReadOptions(true, 0.5);
    assertThat(Datasets.read(new Configuration(), root.toString(), "auto", strict).warnings())
        .isEqualTo(reading.warnings());
    table("b.jpg\tb\ttrain\nc.jpg\tc\ttrain\n");
    assertBad().hasMessage("no class has two images; deep metric learning needs pairs");
  }

  @Test
  void emptyAndMissing() throws IOException {
    assertBad().hasMessageContaining("is none that is known");
    table("\n");
    assertBad().hasMessage("no image found (layout table); check data.path");
    Files.delete(root.resolve("list.tsv"));
    Files.createDirectories(root.resolve("empty class"));
    assertBad()
        .hasMessage(
            "class folder file:%s/empty class has no image; add some or remove the folder"
                .formatted(root));
    assertThatThrownBy(() -> read(root + "/nowhere", "auto"))
        .hasMessage(
            "data folder %s/nowhere does not exist; check the path (data.path)".formatted(root));
    assertThatThrownBy(() -> read(root.toString(), "cub"))
        .hasMessageStartingWith("data.format = cub is unknown; choose auto, table, sop")
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.USAGE));
    for (String format : Datasets.formats()) {
      if (!format.equals("folders")) {
        assertThatThrownBy(() -> read(root.toString(), format))
            .as(format)
            .isInstanceOf(KindredException.class)
            .hasMessageContaining(root.toString());
      }
    }
  }

  @Test
  void otherEncodingsAndDamagedFiles() throws IOException {
    Files.write(
        root.resolve("list.tsv"), (GOOD + "ü.jpg\ta\ttrain").getBytes(StandardCharsets.ISO_8859_1));
    assertBad().hasMessageContaining("list.tsv is not UTF-8");
    Files.delete(root.resolve("list.tsv"));
    Files.write(root.resolve("cars_annos.mat"), new byte[300]);
    assertBad().hasMessageContaining("cars_annos.mat is not the MAT file that it should be");
    Files.delete(root.resolve("cars_annos.mat"));
    Miniatures.write("inshop", root, 2, 2);
    Path list = root.resolve("Eval/list_eval_partition.txt");
    Files.writeString(list, Files.readString(list).replaceFirst("8", "52712"));
    assertBad().hasMessageContaining("announces 52712 images and lists 8");
  }

  @Test
  void numbersThatAreNone() throws IOException {
    Files.writeString(root.resolve("images.txt"), "1 001.A/x.jpg\n2 001.A/y.jpg\n");
    Files.writeString(root.resolve("image_class_labels.txt"), "1 1\n");
    assertBad().hasMessageContaining("images.txt line 2: image 2 has no class");
    Files.writeString(root.resolve("image_class_labels.txt"), "1 1\nx 1\n");
    assertBad().hasMessageContaining("image_class_labels.txt line 2: 'x' is no number");
    Files.writeString(root.resolve("image_class_labels.txt"), "1 1\n2\n");
    assertBad().hasMessageContaining("image_class_labels.txt line 2 has 1 columns instead of 2");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertBad() {
    return assertThatThrownBy(this::read)
        .isInstanceOf(KindredException.class)
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.BAD_DATA))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private void table(String text) throws IOException {
    Files.writeString(root.resolve("list.tsv"), text);
  }

  private Reading read() {
    return read(root.toString(), "auto");
  }

  private static Reading read(String path, String format) {
    return Datasets.read(new Configuration(), path, format, new ReadOptions(false, 0.5));
  }
}
