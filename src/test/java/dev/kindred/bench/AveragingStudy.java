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
import java.util.stream.Stream;

/**
 * The study of docs/parameter-averaging.md: pretrained EfficientNet-Lite0 on the bundled emoji, one
 * factor at a time, three seeds. Every run is a process of {@code submit/kindred} with executor
 * processes of its own and a run folder below {@code runs/averaging-IMAGES/}; a run that is done is
 * not run again, one that was stopped goes on.
 *
 * <pre>
 * mvn -o -q -DskipTests package
 * java -cp target/test-classes:target/classes:$(cat target/kindred/classpath) \
 *   dev.kindred.bench.AveragingStudy run [images [seeds [variants [data settings...]]]]
 * java -cp ... dev.kindred.bench.AveragingStudy document [images [seeds [variants [data]]]]
 * </pre>
 *
 * Images seen by each run, 10,240 unless said, are a multiple of 2,560, which all variants reach by
 * whole rounds, except to see whether it works. Variants are names with commas between, or {@code
 * all}. Data other than the emoji have a name of their own and the settings that name them. {@code
 * document} puts tables between the markers of the document and charts beside it, at any time.
 */
public final class AveragingStudy {
  private static final Path DOCUMENT = Path.of("docs/parameter-averaging.md");

  private final long images;
  private final int seeds;
  private final List<StudyVariant> variants;
  private final StudyData data;
  private final Path root;

  private AveragingStudy(long images, int seeds, List<StudyVariant> variants, StudyData data) {
    this.images = images;
    this.seeds = seeds;
    this.variants = variants;
    this.data = data;
    this.root = Path.of("runs/" + data.prefix() + images);
  }

  /** See the class comment. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String mode = args.length > 0 ? args[0] : "";
    long images = args.length > 1 ? Long.parseLong(args[1]) : 10240;
    int seeds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    List<StudyVariant> variants = variants(args.length > 3 ? args[3] : "all");
    StudyData data = StudyData.of(List.of(args).subList(Math.min(4, args.length), args.length));
    AveragingStudy study = new AveragingStudy(images, seeds, variants, data);
    switch (mode) {
      case "run" -> study.run();
      case "document" -> study.document();
      default -> throw new IllegalArgumentException("run or document, not '" + mode + "'");
    }
  }

  private static List<StudyVariant> variants(String names) {
    return names.equals("all")
        ? StudyVariant.ALL
        : Stream.of(names.split(",", -1)).map(StudyVariant::named).toList();
  }

  private void run() throws IOException, InterruptedException {
    Files.createDirectories(root);
    // Packs the store that all runs share, and measures the pretrained features.
    kindred("pretrained", "run", List.of("train.images-seen=" + 2 * StudyVariant.BATCH));
    // All variants of one seed before the next: a study that is cut short has whole comparisons.
    for (int seed = 0; seed < seeds; seed++) {
      for (StudyVariant variant : variants) {
        List<String> settings = new ArrayList<>(variant.settings());
        settings.add("train.images-seen=" + images);
        settings.add("train.seed=" + seed);
        settings.add("train.averaging.every=" + variant.every());
        settings.add("train.evaluate-every-rounds=" + variant.evaluateEvery());
        settings.add("spark.executors=" + variant.executors());
        kindred(folder(variant, seed), "train", settings);
      }
    }
    System.out.print(text());
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
    all.addAll(data.settings());
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
    for (StudyVariant variant : variants) {
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

  /** Of other data only what is learnt: a round takes as long as with the emoji. */
  private String text() throws IOException {
    return data.equals(StudyData.EMOJI) ? tables().markdown(data.prefix()) : tables().recalls();
  }

  private void document() throws IOException {
    String before = Files.readString(DOCUMENT);
    String first = data.marker("begin");
    String last = data.marker("end");
    int begin = before.indexOf(first);
    int end = before.indexOf(last);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException(DOCUMENT + " lacks " + first + " and " + last);
    }
    Files.writeString(
        DOCUMENT,
        before.substring(0, begin + first.length())
            + "\n\n"
            + text()
            + "\n"
            + before.substring(end));
    if (data.equals(StudyData.EMOJI)) {
      for (Map.Entry<String, String> chart : tables().charts(data.prefix()).entrySet()) {
        Files.writeString(DOCUMENT.resolveSibling(chart.getKey()), chart.getValue());
      }
    }
  }
}
