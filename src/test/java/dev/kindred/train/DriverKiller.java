package dev.kindred.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Setting of Spark: file for the process ids of the executors, which are left behind. */
  static final String ORPHANS = "spark.kindred.test.orphans";

  private final String round;
  private final Path orphans;
  private final Map<Integer, Boolean> stages = new ConcurrentHashMap<>();

  /** Called by Spark. */
  public DriverKiller(SparkConf conf) {
    this.round = conf.get(ROUND);
    this.orphans = Path.of(conf.get(ORPHANS));
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    String description = event.properties().getProperty("spark.job.description", "");
    stages.put(event.stageInfo().stageId(), description.startsWith(round));
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    if (stages.getOrDefault(event.stageId(), false)) {
      ProcessHandle driver = ProcessHandle.current();
      try {
        Files.write(orphans, driver.descendants().map(p -> Long.toString(p.pid())).toList());
        new ProcessBuilder("kill", "-9", Long.toString(driver.pid())).start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
