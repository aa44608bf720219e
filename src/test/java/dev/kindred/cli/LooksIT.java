package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.run.Exit;
import dev.kindred.run.Json;
import dev.kindred.run.RunFiles;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks at a finished run of real pictures by the real commands, on executor processes. */
@Tag("real")
class LooksIT {
  private static final SharedSpark JOBS = new SharedSpark();
  private static final int CLASSES = 12;
  private static final int IMAGES = 4;

  @TempDir static Path shared;
  @TempDir Path temp;

  private static List<Path> images;
  private static Path copy;
  private static Path shrunk;
  private static SmallRuns.Ended prepared;
  private static String status;

  @BeforeAll
  static void train() throws IOException {
    images = Emoji.copy(shared.resolve("data"), CLASSES, IMAGES);
    Path tested = images.get(images.size() - 1).getParent();
    copy = Files.copy(images.get(0), tested.resolve("copy.png"));
    shrunk = shrunk(images.get(1), tested.resolve("shrunk.jpg"));
    List<String> args =
        SmallRuns.args(
            "prepare",
            shared.resolve("data").toString(),
            run().toString(),
            1,
            "backbone.weights=samples/efficientnet-lite0/efficientnet-lite0-57934424.pth",
            "backbone.size=64",
            "backbone.dim=64",
            "view.test.load=64",
            "store.short-side=72");
    prepared = success(args);
    for (String command : List.of("train", "embed")) {
      args.set(0, command);
      success(args);
    }
    status = Files.readString(run().resolve(RunFiles.STATUS));
  }

  @AfterAll
  static void stop() {
    JOBS.close();
  }

  @AfterEach
  void theRunIsAsItWas() throws IOException {
    assertThat(run().resolve(RunFiles.STATUS)).content().isEqualTo(status);
    assertThat(run().resolve(RunFiles.SUCCESS)).exists();
    assertThat(run().resolve(RunFiles.TEMPORARY)).doesNotExist();
  }

  private static Path run() {
    return shared.resolve("run");
  }

  /** Two thirds as large, on white, and with the losses of JPEG. */
  private static Path shrunk(Path from, Path to) throws IOException {
    BufferedImage whole = ImageIO.read(from.toFile());
    int w = whole.getWidth() * 2 / 3;
    int h = whole.getHeight() * 2 / 3;
    BufferedImage small = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = small.createGraphics();
    g.setColor(java.awt.Color.WHITE);
    g.fillRect(0, 0, w, h);
    g.drawImage(whole.getScaledInstance(w, h, java.awt.Image.SCALE_AREA_AVERAGING), 0, 0, null);
    g.dispose();
    ImageIO.write(small, "jpg", to.toFile());
    return to;
  }

  private static SmallRuns.Ended success(List<String> args) {
    return SmallRuns.success(JOBS, args);
  }

  /** The run's own configuration is used. */
  private static List<String> look(String command, String... more) {
    List<String> args = new ArrayList<>(List.of(command, "--set", "run.path=" + run()));
    args.addAll(List.of(more));
    return args;
  }

  private static List<String[]> table(Path file, String separator) throws IOException {
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
        .map(line -> line.split(separator, -1))
        .toList();
  }

  private static String page(Path file, int pictures) throws IOException {
    String page = Files.readString(file);
    assertThat(page).doesNotContain("http").doesNotContain("<script");
    assertThat(page.split("<img src=\"data:image/", -1)).hasSize(pictures + 1);
    return page;
  }

  @Test
  void prepareWarnsOfCopiesAcrossSplits() {
    assertThat(prepared.out())
        .contains("warning: 1 images outside the training split are exact copies")
        .contains("warning: 1 groups of exact copies have several classes")
        .contains(images.get(0).getFileName() + " = ");
  }

  @Test
  void searchFindsThePictureItself() throws IOException {
    Path tested = images.get(images.size() - 1);
    SmallRuns.Ended ended = success(look("search", "--image", tested.toString()));
    assertThat(ended.out()).contains("Nearest of the");
    String name = "search/" + tested.getFileName();
    List<String[]> rows = table(run().resolve(name + ".tsv"), "\t");
    assertThat(rows).hasSize(11);
    assertThat(rows.get(1)[2]).isEqualTo("1.0000");
    assertThat(rows.get(1)[3]).isEqualTo(tested.getParent().getFileName().toString());
    assertThat(rows.get(1)[4]).endsWith(tested.getFileName().toString());
    for (int i = 2; i < rows.size(); i++) {
      assertThat(Double.parseDouble(rows.get(i)[2]))
          .isLessThanOrEqualTo(Double.parseDouble(rows.get(i - 1)[2]));
    }
    page(run().resolve(name + ".html"), 11);
  }

  @Test
  void embeddingsThatAreNotWholeAreMadeAgain() throws IOException {
    Path tested = images.get(images.size() - 1);
    Path table = run().resolve("search/" + tested.getFileName() + ".tsv");
    success(look("search", "--image", tested.toString()));
    String whole = Files.readString(table);
    try (Stream<Path> kept = Files.walk(run().resolve(RunFiles.LOOKED_AT))) {
      Files.delete(
          kept.filter(f -> f.getFileName().toString().startsWith("part-"))
              .findFirst()
              .orElseThrow());
    }
    success(look("search", "--image", tested.toString()));
    assertThat(table).content().isEqualTo(whole);
  }

  @Test
  void searchTakesANewGalleryAndAFolderOfQueries() throws IOException {
    Path gallery = temp.resolve("gallery");
    Files.createDirectories(gallery.resolve("below"));
    Files.copy(images.get(3), gallery.resolve("below/a.png"));
    Files.copy(images.get(7), gallery.resolve("b.png"));
    Files.writeString(gallery.resolve("notes.txt"), "no image");
    Path queries = temp.resolve("queries");
    Files.createDirectories(queries);
    Files.copy(images.get(7), queries.resolve("1.png"));
    Files.copy(images.get(3), queries.resolve("2.png"));
    Files.writeString(queries.resolve("broken.jpg"), "no image either");
    SmallRuns.Ended ended =
        success(
            look(
                "search",
                "--image",
                queries.toString(),
                "--gallery",
                gallery.toString(),
                "--neighbours=5"));
    assertThat(ended.out())
        .contains("1 images of " + queries + " cannot be read and are left out (first: broken.jpg")
        .contains("note: there are 2 images of " + gallery);
    List<String[]> rows = table(run().resolve("search/queries.tsv"), "\t");
    assertThat(rows.stream().skip(1).map(r -> r[0] + r[1] + r[4]))
        .startsWith("1.png1b.png")
        .hasSize(4)
        .contains("2.png1below/a.png");
    page(run().resolve("search/queries.html"), 6);
  }

  @Test
  void clusterByKMeansAndByAThreshold() throws IOException {
    int n = images.size() + 2;
    success(look("cluster", "--images=all", "--clusters=5", "--set", "look.cluster.format=csv"));
    List<String[]> rows = table(run().resolve("clusters/clusters.csv"), ",");
    assertThat(rows.get(0)).containsExactly("id", "path", "class", "split", "cluster", "distance");
    assertThat(rows).hasSize(n + 1);
    assertThat(rows.stream().skip(1).map(r -> r[4]).distinct()).hasSize(5).contains("0", "4");
    assertThat(of(rows, copy)[4]).isEqualTo(of(rows, images.get(0))[4]);
    assertThat(Double.parseDouble(of(rows, copy)[5]))
        .isCloseTo(Double.parseDouble(of(rows, images.get(0))[5]), within(1e-5));
    page(run().resolve("clusters/clusters.html"), shown(rows));

    success(
        look("cluster", "--images=all", "--threshold=0.99999", "--set", "look.cluster.format=csv"));
    rows = table(run().resolve("clusters/clusters.csv"), ",");
    assertThat(of(rows, copy)[4]).isEqualTo("0").isEqualTo(of(rows, images.get(0))[4]);
    assertThat(rows.stream().skip(1).map(r -> r[4]).distinct()).hasSize(n - 1);

    SmallRuns.Ended ended = success(look("cluster"));
    assertThat(ended.out()).contains("NMI ").contains("6 clusters of 26 evaluated images");
    assertThat(run().resolve("clusters/clusters.csv")).doesNotExist();
    assertThat(run().resolve("clusters/clusters.parquet/_SUCCESS")).exists();
  }

  private static int shown(List<String[]> rows) {
    int[] sizes = new int[5];
    rows.stream().skip(1).forEach(r -> sizes[Integer.parseInt(r[4])]++);
    return Arrays.stream(sizes).map(size -> Math.min(12, size)).sum();
  }

  private static String[] of(List<String[]> rows, Path image) {
    String name = image.getParent().getFileName() + "/" + image.getFileName();
    return rows.stream().filter(r -> Arrays.asList(r).contains(name)).findFirst().orElseThrow();
  }

  @Test
  void duplicatesWithinAndAcrossSplits() throws IOException {
    SmallRuns.Ended ended = success(look("duplicates"));
    assertThat(ended.out())
        .containsPattern("model +\\d+")
        .containsPattern(
            "across splits, by bytes: .*%s \\(train\\) and .*copy.png \\(test\\)"
                .formatted(images.get(0).getFileName()))
        .containsPattern(
            "across splits, by eye: .*%s \\(train\\) and .*shrunk.jpg \\(test\\)"
                .formatted(images.get(1).getFileName()));
    List<String[]> rows = table(run().resolve("duplicates/duplicates.tsv"), "\t");
    assertThat(of(rows, copy)).startsWith(of(rows, images.get(0))[0], "bytes");
    assertThat(of(rows, shrunk)).startsWith(of(rows, images.get(1))[0], "eye");
    assertThat(page(run().resolve("duplicates/duplicates.html"), rows.size() - 1))
        .contains("By bytes: 2 images, across splits, across classes");
  }

  @Test
  void indexTellsItsRecall() throws IOException {
    SmallRuns.Ended ended = success(look("index", "--images=all"));
    assertThat(ended.out()).contains("recall of the 10 nearest").contains("against exact search");
    var about = Json.parse(Files.readString(run().resolve("index/index.json")), "index.json");
    assertThat(about.path("vectors").asInt()).isEqualTo(images.size() + 2);
    assertThat(about.path("recall_by_candidates").path("50").asDouble()).isGreaterThan(0.97);
    try (Stream<Path> files = Files.list(run().resolve("index/hnsw"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .anyMatch(f -> f.startsWith("segments_"));
    }
  }

  @Test
  void embeddingsOfPicturesAreEvaluatedWithoutThem() throws IOException {
    Path other = temp.resolve("run");
    SmallRuns.Ended ended =
        success(
            List.of(
                "evaluate",
                "-s",
                "run.path=" + other,
                "--embeddings",
                run().resolve("embeddings/embeddings.parquet").toString()));
    assertThat(ended.out()).contains("26 queries in 26 embeddings of 64 numbers");
    assertThat(
            Json.parse(Files.readString(other.resolve(RunFiles.STATUS)), "status.json")
                .path("metrics")
                .path("eval.recall_at_1")
                .asDouble())
        .isBetween(0.2, 1.0);
  }

  private static String line(List<String> args, Exit exit) {
    SmallRuns.Ended ended = SmallRuns.execute(JOBS, args);
    assertThat(ended.code()).as(ended.err()).isEqualTo(exit.code());
    List<String> lines = ended.err().lines().filter(l -> l.startsWith("kindred: ")).toList();
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  @Test
  void whatCannotBeIsOneLineAndLeavesTheRun() throws IOException {
    assertThat(line(look("search"), Exit.USAGE)).contains("--image FILE or FOLDER");
    assertThat(line(look("search", "--image", "nowhere.png"), Exit.BAD_DATA))
        .contains("--image nowhere.png does not exist");
    Path text = Files.writeString(temp.resolve("text.png"), "hello");
    assertThat(line(look("search", "--image", text.toString()), Exit.BAD_DATA))
        .contains("has no image that can be read");
    Path empty = Files.createDirectories(temp.resolve("empty"));
    assertThat(
            line(
                look("search", "--image", copy.toString(), "--gallery", "" + empty), Exit.BAD_DATA))
        .contains("there is no file in");
    assertThat(line(look("cluster", "--clusters=1000"), Exit.USAGE))
        .contains("--clusters 1,000 is more than the 26 evaluated images");
    assertThat(line(look("cluster", "--images", temp.toString()), Exit.BAD_DATA))
        .contains("has no image that can be read");
    assertThat(line(look("cluster", "--images=tset"), Exit.BAD_DATA))
        .contains("evaluated, all, a split, or a folder: tset does not exist");
    assertThat(line(List.of("search", "--image", copy.toString()), Exit.USAGE))
        .contains("name a finished run by --run-id ID or --set run.path=FOLDER");
    assertThat(line(look("cluster", "--images=query"), Exit.BAD_DATA))
        .contains("has no query images; it has 24 train, 26 test");
    assertThat(line(look("cluster", "--threshold=2"), Exit.USAGE)).contains("from -1 to 1");
    assertThat(line(look("index", "--set", "look.index.candidates=[5]"), Exit.USAGE))
        .contains("at least index.neighbours");
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "cluster", "duplicates", "index"})
  void withoutARunThereIsNothingToLookAt(String command) {
    List<String> args =
        List.of(command, "-s", "run.path=" + temp.resolve("no"), "-s", "data.path=x");
    assertThat(line(args, Exit.USAGE)).contains("there is no run at");
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "cluster", "index"})
  void withoutAModelItSaysSo(String command) throws IOException {
    Path other = temp.resolve("run");
    success(SmallRuns.args("prepare", shared.resolve("data").toString(), other.toString(), 1));
    List<String> args = new ArrayList<>(List.of(command, "-s", "run.path=" + other));
    args.addAll(command.equals("search") ? List.of("--image", copy.toString()) : List.of());
    assertThat(line(args, Exit.BAD_DATA)).contains("no model at").contains("kindred train");
  }
}
