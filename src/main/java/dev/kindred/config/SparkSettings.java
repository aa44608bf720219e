package dev.kindred.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
 * @param maxTaskFailures of {@code train}
 * @param startWait how long executors may take to come
 * @param sources who wrote each of the keys above (under its name in the configuration) and each of
 *     {@code conf}
 */
public record SparkSettings(
    String configuredMaster,
    int executors,
    int executorCores,
    ExecutorMemory memory,
    int executorGpus,
    boolean ui,
    Map<String, String> conf,
    int maxTaskFailures,
    StartWait startWait,
    Map<String, Source> sources) {
  private static final String TASK_FAILURES = "max-task-failures";

  /**
   * How long executors may take to come.
   *
   * @param onThisMachine where nobody else is asked
   * @param onCluster where a queue may hold a job
   */
  public record StartWait(Duration onThisMachine, Duration onCluster) {}

  static SparkSettings bind(Section s, Section train) {
    Map<String, String> conf = s.section("conf").texts();
    for (String key : conf.keySet()) {
      if (!key.startsWith("spark.")) {
        s.mistake("conf", "has " + key, "accepted: keys of Spark, which begin with spark.");
      }
    }
    Map<String, Source> sources = new TreeMap<>(s.section("conf").sources());
    sources.putAll(s.sources());
    sources.put(TASK_FAILURES, train.sources().getOrDefault(TASK_FAILURES, Source.REFERENCE));
    return new SparkSettings(
        s.text("master"),
        s.whole("executors", 1, 100_000),
        s.whole("executor-cores", 1, 1_024),
        new ExecutorMemory(
            s.whole("executor-heap-mb", 512, 1 << 20), s.whole("executor-native-mb", 256, 1 << 20)),
        s.whole("executor-gpus", 0, 64),
        s.flag("ui"),
        Map.copyOf(conf),
        train.whole(TASK_FAILURES, 1, 1_000),
        new StartWait(
            Duration.ofSeconds(s.whole("start-seconds", 1, 86_400)),
            Duration.ofMinutes(s.whole("cluster-start-minutes", 1, 100_000))),
        Map.copyOf(sources));
  }

  /** Who wrote a key of this block, or one of {@code conf}. */
  public Source source(String key) {
    return sources.getOrDefault(key, Source.REFERENCE);
  }

  /** Spark's master, when one is configured. */
  public Optional<String> master() {
    return configuredMaster.equals("auto") ? Optional.empty() : Optional.of(configuredMaster);
  }
}
