package dev.kindred.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Kills its own process, the driver, when a task of one round starts. Spark makes one when {@code
 * spark.extraListeners} names it.
 */
public final class DriverKiller extends SparkListener {
  /** Setting of Spark: beginning of the round's description. */
  static final String ROUND = "spark.kindred.test.killInRound";

  private final String round;
  private final Map<Integer, Boolean> stages = new ConcurrentHashMap<>();

  /** Called by Spark. */
  public DriverKiller(SparkConf conf) {
    this.round = conf.get(ROUND);
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    String description = event.properties().getProperty("spark.job.description", "");
    stages.put(event.stageInfo().stageId(), description.startsWith(round));
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    if (stages.getOrDefault(event.stageId(), false)) {
      try {
        new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
