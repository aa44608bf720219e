package dev.kindred.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The study of docs/parameter-averaging.md: pretrained EfficientNet-Lite0 on the bundled emoji, one
 * factor at a time, three seeds. Every run is a process of {@code submit/kindred} with executor
 * processes of its own and a run folder below {@code runs/averaging-IMAGES/}; a run that is done is
 * not run again, one that was stopped goes on.
 *
 * <pre>
 * mvn -o -q -DskipTests package
 * java -cp target/test-classes:target/classes:$(cat target/kindred/classpath) \
 *   dev.kindred.bench.AveragingStudy run [images [seeds [variants]]]
 * java -cp ... dev.kindred.bench.AveragingStudy document [images [seeds]]
 * </pre>
 *
 * Images seen by each run, 10,240 unless said, are a multiple of 2,560, which all variants reach by
 * whole rounds, except to see whether it works. Variants are names with commas between. {@code
 * document} puts tables between the markers of the document and charts beside it, at any time.
 */
public final class AveragingStudy {
  private static final Path DOCUMENT = Path.of("docs/parameter-averaging.md");
  private static final String BEGIN = "<!-- study: begin -->";
  private static final String END = "<!-- study: end -->";
  private static final String CHARTS = "averaging-";

  private final long images;
  private final int seeds;
  private final Path root;

  private AveragingStudy(long images, int seeds) {
    this.images = images;
    this.seeds = seeds;
    this.root = Path.of("runs/averaging-" + images);
  }

  /** See the class comment. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String mode = args.length > 0 ? args[0] : "";
    long images = args.length > 1 ? Long.parseLong(args[1]) : 10240;
    int seeds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    AveragingStudy study = new AveragingStudy(images, seeds);
    switch (mode) {
      case "run" -> study.run(args.length > 3 ? List.of(args[3].split(",", -1)) : List.of());
      case "document" -> study.document();
      default -> throw new IllegalArgumentException("run or document, not '" + mode + "'");
    }
  }

  private void run(List<String> only) throws IOException, InterruptedException {
    Files.createDirectories(root);
    // Packs the store that all runs share, and measures the pretrained features.
    kindred("pretrained", "run", List.of("train.images-seen=" + 2 * StudyVariant.BATCH));
    // All variants of one seed before the next: a study that is cut short has whole comparisons.
    for (int seed = 0; seed < seeds; seed++) {
      for (StudyVariant variant : StudyVariant.ALL) {
        if (only.isEmpty() || only.contains(variant.name())) {
          List<String> settings = new ArrayList<>(variant.settings());
          settings.add("train.images-seen=" + images);
          settings.add("train.seed=" + seed);
          settings.add("train.averaging.every=" + variant.every());
          settings.add("train.evaluate-every-rounds=" + variant.evaluateEvery());
          settings.add("spark.executors=" + variant.executors());
          kindred(folder(variant, seed), "train", settings);
        }
      }
    }
    System.out.print(tables().markdown(CHARTS));
  }

  private static String folder(StudyVariant variant, int seed) {
    return variant.name() + "-seed-" + seed;
  }

  /** One process; what it says goes to a log beside its folder. */
  private void kindred(String name, String command, List<String> settings)
      throws IOException, InterruptedException {
    Path folder = root.resolve(name);
    if (Files.exists(folder.resolve("_SUCCESS"))) {
      return;
    }
    List<String> line =
        new ArrayList<>(List.of("submit/kindred", command, "--config", "conf/quickstart.conf"));
    List<String> all = new ArrayList<>(settings);
    all.add("run.path=" + folder);
    all.add("store.path=" + root.resolve("store"));
    all.add("evaluate.nmi=false");
    // Four executors must fit beside the driver in 16 GB.
    all.add("spark.executor-heap-mb=1024");
    all.add("spark.executor-native-mb=2048");
    all.forEach(setting -> line.addAll(List.of("--set", setting)));
    Path log = root.resolve(name + ".log");
    long start = System.nanoTime();
    int code =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    System.out.printf(
        Locale.ROOT,
        "%-24s %6.1f s %s%n",
        name,
        (System.nanoTime() - start) * 1e-9,
        code == 0 ? "" : "ended with " + code + ": " + last(log));
  }

  private static String last(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  /** Of the runs that are done. */
  private StudyTables tables() throws IOException {
    Map<StudyVariant, List<StudyRun>> runs = new LinkedHashMap<>();
    for (StudyVariant variant : StudyVariant.ALL) {
      for (int seed = 0; seed < seeds; seed++) {
        Path folder = root.resolve(folder(variant, seed));
        if (Files.exists(folder.resolve("_SUCCESS"))) {
          runs.computeIfAbsent(variant, v -> new ArrayList<>())
              .add(StudyRun.read(folder.resolve("metrics.jsonl")));
        }
      }
    }
    Path reference = root.resolve("pretrained/metrics.jsonl");
    OptionalDouble pretrained =
        Files.exists(reference) ? StudyRun.pretrained(reference) : OptionalDouble.empty();
    return new StudyTables(images, pretrained, runs);
  }

  private void document() throws IOException {
    StudyTables tables = tables();
    String before = Files.readString(DOCUMENT);
    int begin = before.indexOf(BEGIN);
    int end = before.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException(DOCUMENT + " lacks " + BEGIN + " and " + END);
    }
    Files.writeString(
        DOCUMENT,
        before.substring(0, begin + BEGIN.length())
            + "\n\n"
            + tables.markdown(CHARTS)
            + "\n"
            + before.substring(end));
    for (Map.Entry<String, String> chart : tables.charts(CHARTS).entrySet()) {
      Files.writeString(DOCUMENT.resolveSibling(chart.getKey()), chart.getValue());
    }
  }
}
