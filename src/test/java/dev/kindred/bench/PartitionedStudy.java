package dev.kindred.bench;

import dev.kindred.retrieval.DistributedSet;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.retrieval.MetricSettings;
import dev.kindred.retrieval.PartitionedSearch;
import dev.kindred.retrieval.RetrievalResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Metrics of a gallery that no process holds: {@code PartitionedStudy 1000000 10000 128}, in two
 * executors of 1 GiB of heap; start it with {@code -Xmx900m}. Prints the time and the largest
 * resident size of every process.
 */
public final class PartitionedStudy {
  private static final int BLOCK = 32_768;
  private static final int CLASS = 5;

  private PartitionedStudy() {}

  /** Gallery, queries, dimensions. */
  public static void main(String[] args) {
    int gallery = Integer.parseInt(args[0]);
    int queries = Integer.parseInt(args[1]);
    int d = Integer.parseInt(args[2]);
    SparkConf conf =
        new SparkConf()
            .setMaster("local-cluster[2,1,1024]")
            .setAppName("PartitionedStudy")
            .set("spark.executor.memory", "1024m")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.executorEnv.OMP_NUM_THREADS", "1")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      long start = System.nanoTime();
      DistributedSet images = keep(blocks(spark, 1, gallery, gallery / CLASS, d));
      DistributedSet asked = keep(blocks(spark, 2, queries, gallery / CLASS, d));
      System.out.printf("made in %.1f s%n", (System.nanoTime() - start) * 1e-9);
      try (PartitionedSearch search = PartitionedSearch.queryGallery(spark, asked, images)) {
        RetrievalResult result =
            search.evaluate("study", new MetricSettings(List.of(1, 10, 100), Optional.empty()));
        System.out.printf(
            "recall %s, MAP@R %.4f, in %.1f s%n",
            result.recallAt(), result.mapAtR(), result.seconds());
        start = System.nanoTime();
        int[] some = IntStream.range(0, Math.min(1000, queries)).toArray();
        System.out.printf(
            "10 nearest of %d queries: the first is %d, in %.1f s%n",
            some.length,
            search.nearest(10, some).get(0).rows()[0],
            (System.nanoTime() - start) * 1e-9);
      }
      System.out.println("driver: " + peak());
      new TreeSet<>(
              spark.parallelize(List.of(0, 1, 2, 3), 4).map(i -> "executor " + peak()).collect())
          .forEach(System.out::println);
    }
  }

  private static DistributedSet keep(JavaRDD<EmbeddingSet> blocks) {
    return DistributedSet.keep(blocks, () -> {});
  }

  private static JavaRDD<EmbeddingSet> blocks(
      JavaSparkContext spark, long seed, int n, int classes, int d) {
    List<Integer> starts = IntStream.iterate(0, i -> i < n, i -> i + BLOCK).boxed().toList();
    return spark
        .parallelize(starts, starts.size())
        .map(from -> block(seed, from, Math.min(n, from + BLOCK), classes, d));
  }

  private static EmbeddingSet block(long seed, int from, int to, int classes, int d) {
    SplittableRandom random = new SplittableRandom(seed << 32 | from);
    float[] rows = new float[(to - from) * d];
    int[] labels = new int[to - from];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(classes);
      SplittableRandom centre = new SplittableRandom(labels[i]);
      for (int j = 0; j < d; j++) {
        rows[i * d + j] = (float) (0.7 * centre.nextGaussian() + random.nextGaussian());
      }
    }
    int[] ids = IntStream.range(from, to).toArray();
    return new EmbeddingSet(rows, d, labels, ids).normalised();
  }

  private static String peak() {
    try {
      String hwm =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(l -> l.startsWith("VmHWM"))
              .findFirst()
              .orElse("");
      return ProcessHandle.current().pid() + " " + hwm.replaceAll("\\s+", " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
