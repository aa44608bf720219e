package dev.kindred.train;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.awaitility.Awaitility;

/** Kills the first executor that gets a task of one round, as the task starts or ends. */
final class KillInRound extends SparkListener implements AutoCloseable {
  /** Which process an executor is. */
  private record Home(String executor, long pid) implements Serializable {}

  /** When an executor is killed. */
  enum When {
    TASK_STARTS,
    TASK_ENDS
  }

  private final SparkContext spark;
  private final Map<String, Long> pids;
  private final Predicate<String> round;
  private final When when;
  private final Map<Integer, Boolean> stages = new ConcurrentHashMap<>();
  private final AtomicBoolean killed = new AtomicBoolean();
  private final AtomicInteger lost = new AtomicInteger();

  private KillInRound(
      SparkContext spark, Map<String, Long> pids, Predicate<String> round, When when) {
    this.spark = spark;
    this.pids = pids;
    this.round = round;
    this.when = when;
  }

  /**
   * @param round beginning of its description
   */
  static KillInRound of(JavaSparkContext spark, String round) {
    return of(spark, description -> description.startsWith(round), When.TASK_STARTS);
  }

  /**
   * @param phase whole description of its tasks
   */
  static KillInRound exactly(JavaSparkContext spark, String phase, When when) {
    return of(spark, phase::equals, when);
  }

  private static KillInRound of(JavaSparkContext spark, Predicate<String> round, When when) {
    // Whoever was lost before has to be replaced, or there is nobody to kill.
    Map<String, Long> pids =
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> homes(spark), homes -> homes.size() >= TinyTraining.WORKERS);
    KillInRound listener = new KillInRound(spark.sc(), pids, round, when);
    spark.sc().addSparkListener(listener);
    return listener;
  }

  private static Map<String, Long> homes(JavaSparkContext spark) {
    return spark
        .parallelize(IntStream.range(0, 32).boxed().toList(), 32)
        .map(i -> new Home(SparkEnv.get().executorId(), ProcessHandle.current().pid()))
        .collect()
        .stream()
        .collect(Collectors.toMap(Home::executor, Home::pid, (a, b) -> a));
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    String description = event.properties().getProperty("spark.job.description", "");
    stages.put(event.stageInfo().stageId(), round.test(description));
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    if (when == When.TASK_STARTS) {
      kill(event.stageId(), event.taskInfo());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (when == When.TASK_ENDS) {
      kill(event.stageId(), event.taskInfo());
    }
  }

  private void kill(int stage, TaskInfo task) {
    Long pid = pids.get(task.executorId());
    if (pid != null && stages.getOrDefault(stage, false) && !killed.getAndSet(true)) {
      try {
        new ProcessBuilder("kill", "-9", Long.toString(pid)).start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    lost.incrementAndGet();
  }

  /** Whether it has killed one. */
  boolean killed() {
    return killed.get();
  }

  /** Executors that Spark saw die since. */
  int lostExecutors() {
    return lost.get();
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
