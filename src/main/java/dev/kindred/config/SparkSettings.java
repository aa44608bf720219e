package dev.kindred.config;

import java.util.Map;
import java.util.Optional;

/**
 * Executors.
 *
 * @param configuredMaster Spark's master, or {@code auto}; see {@link #master}
 * @param executors processes
 * @param executorCores threads of each
 * @param memory of each
 * @param executorGpus GPUs of each
 * @param ui whether Spark's web page is served
 * @param conf any settings of Spark
 */
public record SparkSettings(
    String configuredMaster,
    int executors,
    int executorCores,
    ExecutorMemory memory,
    int executorGpus,
    boolean ui,
    Map<String, String> conf) {
  static SparkSettings bind(Section s) {
    Map<String, String> conf = s.section("conf").texts();
    for (String key : conf.keySet()) {
      if (!key.startsWith("spark.")) {
        s.mistake("conf", "has " + key, "accepted: keys of Spark, which begin with spark.");
      }
    }
    return new SparkSettings(
        s.text("master"),
        s.whole("executors", 1, 100_000),
        s.whole("executor-cores", 1, 1_024),
        new ExecutorMemory(
            s.whole("executor-heap-mb", 512, 1 << 20), s.whole("executor-native-mb", 256, 1 << 20)),
        s.whole("executor-gpus", 0, 64),
        s.flag("ui"),
        Map.copyOf(conf));
  }

  /** Spark's master, when one is configured. */
  public Optional<String> master() {
    return configuredMaster.equals("auto") ? Optional.empty() : Optional.of(configuredMaster);
  }
}
