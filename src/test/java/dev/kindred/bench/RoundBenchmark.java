package dev.kindred.bench;

import dev.kindred.cli.SparkSetup;
import dev.kindred.config.ConfigReader;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.Known;
import dev.kindred.engine.spark.RoundComparison;
import dev.kindred.testing.StandaloneDaemons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What an averaging round costs beyond its batches' own work: BN-Inception (10.8 million
 * parameters), two executor processes, batches of 16 images. Ours, with and without the optimiser's
 * moments, against {@code ParameterAveragingTrainingMaster} on the same graph.
 *
 * <pre>
 * mvn -o -q -DskipTests package
 * SPARK_HOME=$PWD/target/kindred SPARK_SCALA_VERSION=2.12 SPARK_LOCAL_IP=127.0.0.1 OMP_NUM_THREADS=1 \
 *   java @target/kindred/java.options -Xmx3g \
 *   -cp $PWD/target/test-classes:$PWD/target/classes:$(cat target/kindred/classpath) \
 *   dev.kindred.bench.RoundBenchmark rounds=10 steps=2 size=64
 * </pre>
 *
 * {@code rounds} are timed, after two that are not; in each an executor takes {@code steps} batches
 * of images with {@code size} pixels a side. With {@code memory=55000} ours is timed with a
 * cross-batch memory of that size too. Other arguments are settings of Spark.
 *
 * <p>With {@code executors=2,4,8,16} the replicas compute nothing and only the round's own cost is
 * seen, for states of {@code parameters=10.8,25} million with moments, averaged by the executors
 * and by the driver ({@code ways=peers,driver,exact,bf16,differences,overlap}), in executors with
 * {@code heap=1024} MiB, of a standalone master and worker that are processes of their own. The
 * table is one of Markdown, megabytes a round. Further settings of Spark: {@code
 * conf=key=value,key=value}.
 */
public final class RoundBenchmark {
  private RoundBenchmark() {}

  /** Prints a table. */
  public static void main(String[] args) throws IOException {
    Map<String, String> given =
        new HashMap<>(Map.of("rounds", "10", "steps", "2", "size", "64", "memory", "0"));
    for (String arg : args) {
      String[] pair = arg.split("=", 2);
      given.put(pair[0], pair[1]);
    }
    int rounds = Integer.parseInt(given.remove("rounds"));
    if (given.containsKey("executors")) {
      scaling(given, rounds);
      return;
    }
    int steps = Integer.parseInt(given.remove("steps"));
    int size = Integer.parseInt(given.remove("size"));
    int memory = Integer.parseInt(given.remove("memory"));
    KindredConfig config =
        new ConfigReader(new Known(List.of("bn-inception"), List.of(), (name, losses, dim) -> {}))
            .read(
                Optional.empty(),
                List.of("data.path=none", "spark.executor-heap-mb=2048", "spark.executors=2"));
    SparkConf conf = new SparkConf();
    given.forEach(conf::set);
    try (JavaSparkContext spark = new JavaSparkContext(SparkSetup.conf(config, conf))) {
      System.out.printf(
          Locale.ROOT,
          "%-46s %9s %9s %9s %9s %9s%n",
          "seconds, median of %d rounds, %d steps at %d px".formatted(rounds, steps, size),
          "round",
          "compute",
          "overhead",
          "of round",
          "average");
      new RoundComparison(spark, rounds, steps, size, memory)
          .run(
              t ->
                  System.out.printf(
                      Locale.ROOT,
                      "%-46s %9.3f %9.3f %9.3f %8.1f%% %9.3f%n",
                      t.what(),
                      t.round(),
                      t.compute(),
                      t.round() - t.compute(),
                      100 * (t.round() - t.compute()) / t.round(),
                      t.average()));
    }
  }

  private static void scaling(Map<String, String> given, int rounds) throws IOException {
    // Executors have this process's class path: nothing has to travel to them.
    System.setProperty("SPARK_SUBMIT", "true");
    System.out.println(RoundScaling.header());
    for (String number : given.get("executors").split(",", -1)) {
      int executors = Integer.parseInt(number);
      KindredConfig config =
          new ConfigReader(new Known(List.of("bn-inception"), List.of(), (name, losses, dim) -> {}))
              .read(
                  Optional.empty(),
                  List.of(
                      "data.path=none",
                      "spark.executor-heap-mb=" + given.getOrDefault("heap", "1024"),
                      "spark.executors=" + executors));
      SparkConf conf =
          new SparkConf()
              .set("spark.driver.host", "127.0.0.1")
              .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
      for (String pair : given.getOrDefault("conf", "").split(",", -1)) {
        if (!pair.isEmpty()) {
          conf.set(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        }
      }
      try (StandaloneDaemons cluster = cluster(executors);
          JavaSparkContext spark =
              new JavaSparkContext(
                  SparkSetup.conf(config, conf.set("spark.master", cluster.url())))) {
        RoundScaling scaling = new RoundScaling(spark, executors, rounds);
        System.out.printf(
            Locale.ROOT,
            "a job that does nothing, %d tasks: %.4f s%n",
            executors,
            scaling.emptyJob());
        for (String size : given.getOrDefault("parameters", "10.8,25").split(",", -1)) {
          int parameters = (int) Math.round(Double.parseDouble(size) * 1e6);
          for (String way : given.getOrDefault("ways", "peers,driver").split(",", -1)) {
            System.out.println(scaling.line(way, parameters));
          }
        }
      }
    }
  }

  /**
   * Of processes of their own: master and workers of {@code local-cluster} live in the driver's.
   */
  private static StandaloneDaemons cluster(int executors) throws IOException {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"));
    StandaloneDaemons cluster =
        new StandaloneDaemons(java, Files.createTempDirectory("kindred-cluster"), builder -> {});
    cluster.worker(executors, "64g");
    return cluster;
  }
}
