package dev.kindred.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;

/**
 * Stops the process of one executor (SIGSTOP) when it gets a task of some rounds, until Spark has
 * run that task elsewhere.
 */
final class StoppedExecutor extends SparkListener {
  /** When the process may go on. */
  enum Until {
    /** Both then work on the same task, and the faster one counts. */
    THE_COPY_STARTS,
    THE_COPY_IS_DONE
  }

  private final long pid;
  private final String host;
  private final Map<String, Until> rounds;
  private final Map<Integer, String> stages = new ConcurrentHashMap<>();
  private final Set<String> met = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicInteger copies = new AtomicInteger();
  private volatile Until until = Until.THE_COPY_STARTS;

  /**
   * @param pid of the executor
   * @param host of the executor, which has no other
   * @param rounds beginnings of descriptions, each met once
   */
  StoppedExecutor(long pid, String host, Map<String, Until> rounds) {
    this.pid = pid;
    this.host = host;
    this.rounds = Map.copyOf(rounds);
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    stages.put(
        event.stageInfo().stageId(), event.properties().getProperty("spark.job.description", ""));
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    TaskInfo task = event.taskInfo();
    if (task.speculative()) {
      copies.incrementAndGet();
      goOnAfter(Until.THE_COPY_STARTS);
      return;
    }
    String description = stages.getOrDefault(event.stageId(), "");
    rounds.forEach(
        (round, wanted) -> {
          if (task.host().equals(host) && description.startsWith(round) && met.add(round)) {
            until = wanted;
            stopped.set(true);
            signal("STOP");
          }
        });
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (event.taskInfo().speculative()) {
      goOnAfter(Until.THE_COPY_IS_DONE);
    }
  }

  private void goOnAfter(Until reached) {
    if (until == reached && stopped.getAndSet(false)) {
      signal("CONT");
    }
  }

  /** Tasks that Spark ran a second time. */
  int copies() {
    return copies.get();
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
