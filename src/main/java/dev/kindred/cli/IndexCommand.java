package dev.kindred.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.config.LookSettings;
import dev.kindred.embed.LazyEmbeddings;
import dev.kindred.index.HnswReader;
import dev.kindred.index.HnswWriter;
import dev.kindred.report.SummaryTable;
import dev.kindred.report.Table;
import dev.kindred.retrieval.DistributedSet;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.retrieval.Neighbours;
import dev.kindred.retrieval.PartitionedSearch;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.Json;
import dev.kindred.run.KindredException;
import dev.kindred.run.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@code index}: a graph for approximate search, with its recall against exact search. */
@DriverOnly
final class IndexCommand {
  private static final String FOLDER = "index/hnsw";
  private static final String ABOUT = "index/index.json";
  private static final int ROWS = 4096;

  private final JobContext context;
  private final LookSettings.Index settings;
  private final Looked images;
  private final DistributedSet set;

  private IndexCommand(JobContext context, Looked images, DistributedSet set) {
    this.context = context;
    this.settings = context.config().look().index();
    this.images = images;
    this.set = set;
  }

  static void run(JobContext context) {
    String which = context.config().look().index().images();
    Optional<ForeignLook> foreign = ForeignLook.of(context, which);
    if (foreign.isPresent()) {
      run(context, foreign.get(), foreign.get()::embeddings);
      return;
    }
    try (LookNetwork network = LookNetwork.read(context)) {
      LookedAt images = LookedAt.of(context, which);
      run(context, images, () -> network.kept(images));
    }
  }

  private static void run(JobContext context, Looked images, Supplier<LazyEmbeddings> embeddings) {
    if (images.ids().length < 2) {
      throw new KindredException(
          Exit.BAD_DATA,
          "an index needs at least two images; there is one of the " + images.what());
    }
    try (DistributedSet set = embeddings.get().keep()) {
      new IndexCommand(context, images, set).run();
    }
  }

  private void run() {
    try {
      Path local = Files.createTempDirectory("kindred-index");
      try {
        build(local);
        SortedMap<Integer, Double> recall = recall(local);
        publish(local);
        context.folder().write(ABOUT, about(recall));
        print(recall);
      } finally {
        remove(local);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the index cannot be written: " + e.getMessage(), e);
    }
  }

  private void build(Path local) throws IOException {
    try (HnswWriter writer = new HnswWriter(local, settings.connections(), settings.beam());
        Progress progress = context.display().start("index", "images", 0, set.n())) {
      for (int from = 0; from < set.n(); from += ROWS) {
        context.stop().check("no index was written");
        EmbeddingSet rows = set.fetch(from, Math.min(set.n(), from + ROWS));
        for (int i = 0; i < rows.n(); i++) {
          int id = rows.ids()[i];
          float[] vector = Arrays.copyOfRange(rows.rows(), i * rows.d(), (i + 1) * rows.d());
          writer.add(id, images.path(id), images.className(id), images.split(id), vector);
        }
        progress.update(from + rows.n(), "");
      }
      context.display().out().println("index: joining the parts to one graph");
      writer.finish();
    }
  }

  /** Of some images as queries, each without itself, by the number of candidates. */
  private SortedMap<Integer, Double> recall(Path local) throws IOException {
    int n = set.n();
    int count = Math.min(settings.queries(), n);
    int[] rows = IntStream.range(0, count).map(i -> (int) ((long) i * n / count)).toArray();
    EmbeddingSet queries = set.fetch(rows);
    List<Neighbours> exact =
        PartitionedSearch.leaveOneOut(context.spark(), set).nearest(settings.neighbours(), rows);
    SortedMap<Integer, Double> recall = new TreeMap<>();
    try (HnswReader reader = new HnswReader(local)) {
      for (int candidates : settings.candidates()) {
        double sum = 0;
        for (int q = 0; q < rows.length; q++) {
          float[] vector =
              Arrays.copyOfRange(queries.rows(), q * queries.d(), (q + 1) * queries.d());
          sum += found(reader.nearest(vector, candidates + 1), queries.ids()[q], exact.get(q));
        }
        recall.put(candidates, sum / rows.length);
      }
    }
    return recall;
  }

  /** Share of the exact neighbours among as many of the graph's. */
  private double found(int[] ids, int self, Neighbours exact) {
    int[] wanted = Arrays.stream(exact.rows()).map(row -> set.ids()[row]).sorted().toArray();
    long hits =
        Arrays.stream(ids)
            .filter(id -> id != self)
            .limit(wanted.length)
            .filter(id -> Arrays.binarySearch(wanted, id) >= 0)
            .count();
    return (double) hits / wanted.length;
  }

  private void publish(Path local) throws IOException {
    org.apache.hadoop.fs.Path staged = context.folder().stage(FOLDER);
    try (Stream<Path> files = Files.list(local)) {
      for (Path file : files.filter(f -> !f.endsWith("write.lock")).sorted().toList()) {
        context
            .folder()
            .fileSystem()
            .copyFromLocalFile(
                new org.apache.hadoop.fs.Path(file.toUri()),
                new org.apache.hadoop.fs.Path(staged, file.getFileName().toString()));
      }
    }
    context.folder().publish(FOLDER);
  }

  private String about(SortedMap<Integer, Double> recall) {
    ObjectNode about = Json.object();
    about.put("form", HnswWriter.form());
    about.put("field", HnswWriter.EMBEDDING);
    about.put("similarity", "dot product of unit vectors");
    about.put("run", context.folder().id());
    about.put("images", images.what());
    about.put("vectors", set.n());
    about.put("dimensions", set.d());
    about.put("connections", settings.connections());
    about.put("beam", settings.beam());
    about.put("recall_neighbours", settings.neighbours());
    about.put("recall_queries", Math.min(settings.queries(), set.n()));
    ObjectNode by = about.putObject("recall_by_candidates");
    recall.forEach((candidates, value) -> by.put(Integer.toString(candidates), value));
    return Json.pretty(about);
  }

  private void print(SortedMap<Integer, Double> recall) {
    List<List<String>> rows = new ArrayList<>();
    recall.forEach(
        (candidates, value) ->
            rows.add(
                List.of(
                    Integer.toString(candidates),
                    String.format(Locale.ROOT, "%.2f %%", 100 * value))));
    context
        .out()
        .print(
            SummaryTable.text(
                new Table(
                    "Index of %,d %s".formatted(set.n(), images.what()),
                    List.of(
                        "candidates", "recall of the %d nearest".formatted(settings.neighbours())),
                    rows,
                    "against exact search with %,d of them; index: %s"
                        .formatted(
                            Math.min(settings.queries(), set.n()),
                            context.folder().path(FOLDER)))));
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
