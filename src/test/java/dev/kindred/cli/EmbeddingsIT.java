package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.kindred.dataset.Miniatures;
import dev.kindred.run.Exit;
import dev.kindred.run.Json;
import dev.kindred.run.RunFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embeddings written, read and evaluated by the real commands on executor processes. */
class EmbeddingsIT {
  private static final SharedSpark JOBS = new SharedSpark();
  private static final Config GOLDEN = ConfigFactory.parseResources("retrieval/golden.json");

  @TempDir static Path shared;
  @TempDir Path temp;

  @BeforeAll
  static void train() {
    Miniatures.write("inshop", shared.resolve("data"), 4, 4);
    for (String command : List.of("prepare", "train", "embed", "evaluate")) {
      success(SmallRuns.args(command, data(), shared.resolve("run").toString(), 1));
    }
  }

  @AfterAll
  static void stop() {
    JOBS.close();
  }

  private static String data() {
    return shared.resolve("data").toString();
  }

  private static SmallRuns.Ended success(List<String> args) {
    return SmallRuns.success(JOBS, args);
  }

  private static Map<String, Double> figures(Path run) throws IOException {
    Map<String, Double> figures = new TreeMap<>();
    Json.parse(Files.readString(run.resolve(RunFiles.STATUS)), "status")
        .path("metrics")
        .fields()
        .forEachRemaining(e -> figures.put(e.getKey(), e.getValue().asDouble()));
    figures.remove("eval.seconds");
    return figures;
  }

  private List<String> evaluate(String embeddings, String... more) {
    List<String> args =
        new ArrayList<>(
            SmallRuns.args("evaluate", "unused", temp.resolve("run").toString(), 1, more));
    args.addAll(List.of("--embeddings", embeddings));
    return args;
  }

  @ParameterizedTest
  @CsvSource({"0.25", "0"})
  void theTableThatEmbedWritesGivesTheSameFigures(String share) throws IOException {
    Path table = shared.resolve("run/embeddings/embeddings.parquet");
    success(evaluate(table.toString(), "evaluate.broadcast-share=" + share));
    Map<String, Double> expected = figures(shared.resolve("run"));
    assertThat(expected).containsKeys("eval.recall_at_1", "eval.recall_at_1_low");
    assertThat(figures(temp.resolve("run"))).isEqualTo(expected);
    assertThat(classes(temp.resolve("run"))).isEqualTo(classes(shared.resolve("run")));
    assertThat(temp.resolve("run").resolve(RunFiles.REPORT))
        .content()
        .contains("Embeddings of embeddings.parquet", "<h2>Map of the embeddings</h2>")
        .doesNotContain("class=\"t ");
  }

  /** Without the class ids: those of a table count its classes only. */
  private static List<String> classes(Path run) throws IOException {
    return Files.readAllLines(run.resolve(RunFiles.PER_CLASS)).stream()
        .map(line -> line.substring(line.indexOf('\t')))
        .toList();
  }

  @Test
  void aGalleryInPartsGivesTheSameFiguresAndReport() throws IOException {
    Path run = temp.resolve("run");
    copy(shared.resolve("run").resolve(RunFiles.MODEL), run.resolve(RunFiles.MODEL));
    success(
        SmallRuns.args(
            "evaluate",
            data(),
            run.toString(),
            1,
            "store.path=" + shared.resolve("run").resolve(RunFiles.STORE),
            "evaluate.broadcast-share=0"));
    assertThat(figures(run)).isEqualTo(figures(shared.resolve("run")));
    String report = Files.readString(run.resolve(RunFiles.REPORT));
    assertThat(report).contains("class=\"t ");
    assertThat(shown(report))
        .isEqualTo(shown(Files.readString(shared.resolve("run").resolve(RunFiles.REPORT))));
  }

  /** Everything that follows from the embeddings: classes, pairs, queries, map, thumbnails. */
  private static String shown(String report) {
    String sheet =
        report.substring(report.indexOf(".t{background-image"), report.indexOf("</style>"));
    int from = report.indexOf("<h2>Recall of single classes</h2>");
    int map = report.indexOf("<h2>Map of the embeddings</h2>");
    String sections = report.substring(from, report.indexOf("</section>", map));
    return sheet + sections.replaceAll("chart-[0-9]+", "");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  @Test
  void tablesOfOtherProgramsAsFaiss() throws IOException {
    Path folder = Path.of("src/test/resources/retrieval").toAbsolutePath();
    SmallRuns.Ended ended = success(evaluate(folder.resolve("foreign.parquet").toString()));
    assertThat(ended.out()).contains("150 queries in 150 embeddings of 24 numbers");
    golden("leaveOneOut");
  }

  /** Nothing to confuse, no interval, no second component. */
  @Test
  void oneClassOfOneNumberMakesAReport() throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 1), }";
    ByteBuffer npy = ByteBuffer.allocate(128 + 12).order(ByteOrder.LITTLE_ENDIAN);
    npy.put((byte) 0x93).put("NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
    npy.putShort((short) 118)
        .put(
            (header + " ".repeat(117 - header.length()) + "\n")
                .getBytes(StandardCharsets.ISO_8859_1));
    npy.putFloat(1).putFloat(-1).putFloat(1);
    Files.write(temp.resolve("one.npy"), npy.array());
    Files.writeString(temp.resolve("one.tsv"), "class\n<b>wren\n<b>wren\n<b>wren\n");
    success(evaluate(temp.resolve("one.npy").toString()));
    String report = Files.readString(temp.resolve("run").resolve(RunFiles.REPORT));
    assertThat(report.substring(0, report.indexOf("<script")))
        .contains("of one class there is no interval", "No query was missed", "&lt;b&gt;wren")
        .contains("1 classes: half have a Recall@1 of 100.0 % or more")
        .doesNotContain("<b>wren", "Worst queries", "NaN");
  }

  @Test
  void arraysOfNumPyAsFaiss() throws IOException {
    Path folder = Path.of("src/test/resources/retrieval").toAbsolutePath();
    success(evaluate(folder.resolve("foreign.npy").toString(), "evaluate.broadcast-share=0"));
    golden("queryGallery");
  }

  @Test
  void aClassWithoutGalleryAndAKBeyondItAreTold() throws IOException {
    Path folder = Path.of("src/test/resources/retrieval").toAbsolutePath();
    Files.copy(folder.resolve("foreign.npy"), temp.resolve("x.npy"));
    List<String> rows = new ArrayList<>(Files.readAllLines(folder.resolve("foreign.tsv")));
    rows.set(1, "query\tnobody else's");
    Files.write(temp.resolve("x.tsv"), rows);
    SmallRuns.Ended ended =
        success(
            evaluate(
                temp.resolve("x.npy").toString(),
                "evaluate.recall-at=[1,1000]",
                "evaluate.re-ranking.query-expansion.enabled=true",
                "evaluate.re-ranking.k-reciprocal.enabled=true"));
    Matcher note =
        Pattern.compile("note: (\\d+) of 60 queries have a class that no other image")
            .matcher(ended.out());
    assertThat(note.find()).as(ended.out()).isTrue();
    int without = Integer.parseInt(note.group(1));
    assertThat(without).isPositive();
    assertThat(figures(temp.resolve("run")).get("eval.recall_at_1000"))
        .isEqualTo((60 - without) / 60.0);
    assertThat(ended.out())
        .contains("R@1000 asks for more than the 150 images of the gallery")
        .contains("After re-ranking")
        .containsPattern("query-expansion +\\d")
        .containsPattern("k-reciprocal +\\d");
    assertThat(temp.resolve("run").resolve(RunFiles.METRICS))
        .content()
        .contains("\"stage\":\"query-expansion\"")
        .contains("\"stage\":\"k-reciprocal\"");
  }

  @Test
  void reRankingInPartsIsOneLine() {
    Path folder = Path.of("src/test/resources/retrieval").toAbsolutePath();
    SmallRuns.Ended ended =
        SmallRuns.execute(
            JOBS,
            evaluate(
                folder.resolve("foreign.npy").toString(),
                "evaluate.broadcast-share=0",
                "evaluate.re-ranking.k-reciprocal.enabled=true"));
    assertThat(ended.code()).isEqualTo(Exit.USAGE.code());
    assertThat(ended.err().lines().filter(l -> l.startsWith("kindred: ")))
        .singleElement()
        .asString()
        .contains("re-ranking needs the whole gallery in every executor");
  }

  private void golden(String path) throws IOException {
    Map<String, Double> found = figures(temp.resolve("run"));
    for (int k : new int[] {1, 2, 4, 8}) {
      assertThat(found.get("eval.recall_at_" + k))
          .isEqualTo(GOLDEN.getDouble(path + ".recall." + k));
    }
  }

  @Test
  void whatCannotBeReadIsOneLine() {
    SmallRuns.Ended ended = SmallRuns.execute(JOBS, evaluate(temp.resolve("no").toString()));
    assertThat(ended.code()).isEqualTo(Exit.BAD_DATA.code());
    assertThat(ended.err().lines().filter(l -> l.startsWith("kindred: ")))
        .singleElement()
        .asString()
        .contains("cannot be read as Parquet: ");
  }
}
