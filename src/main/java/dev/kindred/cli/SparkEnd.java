package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops Spark in bounded time: it waits for executors, and those for tasks in native code. */
@DriverOnly
final class SparkEnd {
  private static final Logger LOG = LoggerFactory.getLogger(SparkEnd.class);
  private static final Duration USUAL = Duration.ofSeconds(60);
  private static final Duration HURRIED = Duration.ofMillis(1500);

  private final JavaSparkContext spark;

  SparkEnd(JavaSparkContext spark) {
    this.spark = spark;
  }

  /**
   * Stops, or gives up.
   *
   * @param hurried whether the process was asked to end
   */
  void within(boolean hurried) {
    Thread stopping = new Thread(spark::close, "kindred-spark-stop");
    stopping.setDaemon(true);
    stopping.start();
    if (join(stopping, hurried ? HURRIED : USUAL)) {
      return;
    }
    if (!hurried) {
      LOG.warn(
          "Spark did not stop within {} s; its processes on this machine are ended",
          USUAL.toSeconds());
    }
    Children.kill();
    join(stopping, HURRIED);
  }

  private static boolean join(Thread thread, Duration time) {
    try {
      thread.join(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
