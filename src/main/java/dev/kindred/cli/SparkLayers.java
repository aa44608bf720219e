package dev.kindred.cli;

import dev.kindred.config.Source;
import dev.kindred.config.SparkSettings;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * Settings of Spark by precedence, the last one that says something wins: the reference, an
 * administrator's {@code spark-defaults.conf}, files, system properties, the command line, what
 * {@code spark-submit} was given. Within a layer Spark's own key wins over the one of {@code
 * kindred.spark} that means the same.
 */
final class SparkLayers {
  static final String MASTER = "spark.master";
  static final String CORES = "spark.executor.cores";
  static final String GPUS = "spark.executor.resource.gpu.amount";

  private final SparkSettings settings;
  private final SparkConf conf = new SparkConf(false);

  private SparkLayers(SparkSettings settings) {
    this.settings = settings;
  }

  /**
   * Lays everything over each other.
   *
   * @param settings of files, {@code --set} and the reference
   * @param submitted what was there when the process started
   * @param commandLine {@code --conf} and {@code --master}
   */
  static SparkConf merge(
      SparkSettings settings, Submitted submitted, Map<String, String> commandLine) {
    return new SparkLayers(settings).merged(submitted, commandLine);
  }

  private SparkConf merged(Submitted submitted, Map<String, String> commandLine) {
    own(Source.REFERENCE);
    submitted.defaults().forEach(conf::set);
    own(Source.FILE);
    submitted.properties().forEach(conf::set);
    own(Source.COMMAND_LINE);
    commandLine.forEach(conf::set);
    submitted.given().forEach(conf::set);
    return conf;
  }

  /** What {@code source} says, in keys of Kindred and then of Spark. */
  private void own(Source source) {
    if (settings.source("master") == source) {
      settings.master().ifPresentOrElse(m -> conf.set(MASTER, m), () -> conf.remove(MASTER));
    }
    set(source, "executors", "spark.executor.instances", settings.executors());
    set(source, "executor-cores", CORES, settings.executorCores());
    set(source, "executor-heap-mb", "spark.executor.memory", settings.memory().heapMb() + "m");
    set(
        source,
        "executor-native-mb",
        "spark.executor.memoryOverhead",
        settings.memory().overheadMb() + "m");
    set(source, "ui", "spark.ui.enabled", settings.ui());
    set(source, "max-task-failures", "spark.task.maxFailures", settings.maxTaskFailures());
    set(source, "executor-gpus", GPUS, settings.executorGpus());
    settings
        .conf()
        .forEach(
            (key, value) -> {
              if (settings.source(key) == source) {
                conf.set(key, value);
              }
            });
  }

  private void set(Source source, String key, String spark, Object value) {
    if (settings.source(key) == source) {
      conf.set(spark, String.valueOf(value));
    }
  }
}
