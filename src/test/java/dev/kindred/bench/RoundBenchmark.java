package dev.kindred.bench;

import dev.kindred.cli.SparkSetup;
import dev.kindred.config.ConfigReader;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.Known;
import dev.kindred.engine.spark.RoundComparison;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What an averaging round costs beyond its batches' own work: BN-Inception (10.8 million
 * parameters) at 64 pixels, two executor processes, two batches of 16 each. Ours, with and without
 * the optimiser's moments, against {@code ParameterAveragingTrainingMaster} on the same graph.
 *
 * <pre>
 * mvn -o -q -DskipTests package
 * SPARK_HOME=$PWD/target/kindred SPARK_SCALA_VERSION=2.12 SPARK_LOCAL_IP=127.0.0.1 OMP_NUM_THREADS=1 \
 *   java @target/kindred/java.options -Xmx3g \
 *   -cp $PWD/target/test-classes:$PWD/target/classes:$(cat target/kindred/classpath) \
 *   dev.kindred.bench.RoundBenchmark 10
 * </pre>
 *
 * The argument is the number of timed rounds, after two that are not; more arguments are settings
 * of Spark, {@code key=value}.
 */
public final class RoundBenchmark {
  private RoundBenchmark() {}

  /** Prints a table. */
  public static void main(String[] args) {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    KindredConfig config =
        new ConfigReader(new Known(List.of("bn-inception"), List.of(), (name, losses, dim) -> {}))
            .read(
                Optional.empty(),
                List.of("data.path=none", "spark.executor-heap-mb=2048", "spark.executors=2"));
    SparkConf given = new SparkConf();
    for (int i = 1; i < args.length; i++) {
      String[] pair = args[i].split("=", 2);
      given.set(pair[0], pair[1]);
    }
    try (JavaSparkContext spark = new JavaSparkContext(SparkSetup.conf(config, given))) {
      System.out.printf(
          Locale.ROOT,
          "%-42s %9s %9s %9s %9s%n",
          "median seconds of " + rounds + " rounds",
          "round",
          "compute",
          "overhead",
          "average");
      new RoundComparison(spark, rounds)
          .run(
              t ->
                  System.out.printf(
                      Locale.ROOT,
                      "%-42s %9.3f %9.3f %9.3f %9.3f%n",
                      t.what(),
                      t.round(),
                      t.compute(),
                      t.round() - t.compute(),
                      t.average()));
    }
  }
}
