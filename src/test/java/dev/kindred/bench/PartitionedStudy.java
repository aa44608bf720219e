package dev.kindred.bench;

import dev.kindred.retrieval.BroadcastSearch;
import dev.kindred.retrieval.DistributedSet;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.retrieval.EvaluateJob;
import dev.kindred.retrieval.MetricSettings;
import dev.kindred.retrieval.PartitionedSearch;
import dev.kindred.retrieval.Protocol;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.retrieval.Searchable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Metrics at a catalogue's size, in two executors of one core and 1 GiB of heap:
 *
 * <pre>
 * PartitionedStudy GALLERY QUERIES DIMENSIONS [WAY,...]
 * </pre>
 *
 * 0 queries: every image against all the others. Ways are {@code partitioned} (alone where nothing
 * is said), {@code broadcast}, and {@code openblas} and {@code onednn}, the bare matrix products in
 * the same executors. Start it with {@code -Xmx900m}; {@code -Dstudy.heap=2048} gives the executors
 * as many MiB. Prints the time of each way and the largest resident size of every process so far.
 */
public final class PartitionedStudy {
  private static final int BLOCK_BYTES = 16 << 20;
  private static final int CLASS = 5;
  private static final int TASKS = 16;

  private PartitionedStudy() {}

  /** See the class. */
  public static void main(String[] args) {
    int gallery = Integer.parseInt(args[0]);
    int queries = Integer.parseInt(args[1]);
    int d = Integer.parseInt(args[2]);
    List<String> ways =
        List.of(args.length > 3 ? args[3].split(",") : new String[] {"partitioned"});
    String heap = System.getProperty("study.heap", "1024");
    SparkConf conf =
        new SparkConf()
            .setMaster("local-cluster[2,1," + heap + "]")
            .setAppName("PartitionedStudy")
            .set("spark.executor.memory", heap + "m")
            .set("spark.driver.maxResultSize", "0")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.executorEnv.OMP_NUM_THREADS", "1")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      long start = System.nanoTime();
      DistributedSet images = keep(blocks(spark, 1, gallery, gallery / CLASS, d));
      DistributedSet asked =
          queries == 0 ? images : keep(blocks(spark, 2, queries, gallery / CLASS, d));
      System.out.printf("made in %.1f s%n", seconds(start));
      System.out.println("| way | seconds | Recall@1 | MAP@R | driver, MiB | executors, MiB |");
      System.out.println("| --- | --- | --- | --- | --- | --- |");
      if (ways.contains("partitioned")) {
        try (PartitionedSearch search =
            queries == 0
                ? PartitionedSearch.leaveOneOut(spark, images)
                : PartitionedSearch.queryGallery(spark, asked, images)) {
          evaluate(spark, "partitioned", search);
          nearest(search, 10, Math.min(1000, asked.n()));
        }
      }
      if (ways.size() > 1 || !ways.contains("partitioned")) {
        whole(spark, ways, blocks(spark, 1, gallery, gallery / CLASS, d), queries, d);
      }
    }
  }

  private static void whole(
      JavaSparkContext spark, List<String> ways, JavaRDD<EmbeddingSet> blocks, int queries, int d) {
    EmbeddingSet set = EvaluateJob.collect(blocks);
    if (ways.contains("broadcast")) {
      Protocol protocol =
          queries == 0
              ? Protocol.leaveOneOut(set)
              : Protocol.queryGallery(
                  EvaluateJob.collect(blocks(spark, 2, queries, set.n() / CLASS, d)), set);
      BroadcastSearch search = new BroadcastSearch(spark, protocol);
      evaluate(spark, "broadcast", search);
      nearest(search, 10, Math.min(1000, protocol.queries().n()));
    }
    Broadcast<EmbeddingSet> sent = spark.broadcast(set);
    int n = queries == 0 ? set.n() : queries;
    for (String library : ways.stream().filter(w -> w.startsWith("o")).toList()) {
      long start = System.nanoTime();
      List<Integer> tasks = IntStream.range(0, TASKS).boxed().toList();
      spark
          .parallelize(tasks, TASKS)
          .map(
              t ->
                  BareProducts.multiply(
                      library,
                      sent.value(),
                      (int) ((long) n * t / TASKS),
                      (int) ((long) n * (t + 1) / TASKS)))
          .collect();
      System.out.printf(Locale.ROOT, "| %s | %.1f | | | | |%n", library, seconds(start));
    }
  }

  private static void evaluate(JavaSparkContext spark, String way, Searchable search) {
    long start = System.nanoTime();
    RetrievalResult result =
        search.evaluate("study", new MetricSettings(List.of(1, 10, 100, 1000), Optional.empty()));
    double taken = seconds(start);
    Map<Long, Long> executors = new TreeMap<>();
    spark
        .parallelize(List.of(0, 1, 2, 3), 4)
        .map(i -> new long[] {ProcessHandle.current().pid(), peak()})
        .collect()
        .forEach(e -> executors.merge(e[0], e[1], Math::max));
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.4f | %.4f | %d | %s |%n",
        way,
        taken,
        result.recallAt().get(1),
        result.mapAtR(),
        peak(),
        executors.values().stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  private static void nearest(Searchable search, int k, int queries) {
    long start = System.nanoTime();
    int[] some = IntStream.range(0, queries).toArray();
    int first = search.nearest(k, some).get(0).rows()[0];
    System.out.printf(
        Locale.ROOT,
        "| %d nearest of %d, the first is %d | %.1f | | | | |%n",
        k,
        queries,
        first,
        seconds(start));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  private static DistributedSet keep(JavaRDD<EmbeddingSet> blocks) {
    return DistributedSet.keep(blocks, () -> {});
  }

  private static JavaRDD<EmbeddingSet> blocks(
      JavaSparkContext spark, long seed, int n, int classes, int d) {
    int rows = BLOCK_BYTES / Float.BYTES / d;
    List<Integer> starts = IntStream.iterate(0, i -> i < n, i -> i + rows).boxed().toList();
    return spark
        .parallelize(starts, starts.size())
        .map(from -> block(seed, from, Math.min(n, from + rows), classes, d));
  }

  private static EmbeddingSet block(long seed, int from, int to, int classes, int d) {
    SplittableRandom random = new SplittableRandom(seed << 32 | from);
    float[] rows = new float[(to - from) * d];
    int[] labels = new int[to - from];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(classes);
      SplittableRandom centre = new SplittableRandom(labels[i]);
      for (int j = 0; j < d; j++) {
        rows[i * d + j] =
            (float) (BareProducts.centre(d) * centre.nextGaussian() + random.nextGaussian());
      }
    }
    int[] ids = IntStream.range(from, to).toArray();
    return new EmbeddingSet(rows, d, labels, ids).normalised();
  }

  /** Largest resident size of this process so far, MiB. */
  private static long peak() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(l -> l.startsWith("VmHWM"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")) >> 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
