package dev.kindred.store;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.Progress;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.collection.Iterator;

/**
 * Shows how many images are packed. Running tasks tell it in the executors' heartbeats, every ten
 * seconds; a task may take minutes.
 */
@DriverOnly
final class PackingProgress extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final Progress progress;
  private final long accumulator;
  private final long images;
  private final Map<Long, Long> running = new HashMap<>();
  private long finished;

  private PackingProgress(SparkContext spark, Progress progress, long accumulator, long images) {
    this.spark = spark;
    this.progress = progress;
    this.accumulator = accumulator;
    this.images = images;
  }

  /**
   * Shows until it is closed.
   *
   * @param display null for nowhere
   * @param done counts the images
   */
  static PackingProgress show(
      SparkContext spark, Progress.Display display, LongAccumulator done, long images) {
    Progress progress = display == null ? null : display.start("packing", "images", 0, images);
    PackingProgress shown = new PackingProgress(spark, progress, done.id(), images);
    if (progress != null) {
      spark.addSparkListener(shown);
    }
    return shown;
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    var tasks = update.accumUpdates().iterator();
    while (tasks.hasNext()) {
      var task = tasks.next();
      Iterator<AccumulableInfo> values = task._4().iterator();
      while (values.hasNext()) {
        AccumulableInfo value = values.next();
        if (value.id() == accumulator && value.update().isDefined()) {
          running.put((Long) task._1(), ((Number) value.update().get()).longValue());
        }
      }
    }
    show();
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    Iterator<AccumulableInfo> values = end.taskInfo().accumulables().iterator();
    while (values.hasNext()) {
      AccumulableInfo value = values.next();
      if (value.id() == accumulator && value.update().isDefined()) {
        finished += ((Number) value.update().get()).longValue();
      }
    }
    show();
  }

  private void show() {
    long now = finished + running.values().stream().mapToLong(Long::longValue).sum();
    if (now < images) {
      progress.update(now, "");
    }
  }

  /** All is packed; the last messages may still be on their way. */
  synchronized void done() {
    if (progress != null) {
      finished = images;
      running.clear();
      progress.update(images, "");
    }
  }

  @Override
  public void close() {
    if (progress != null) {
      spark.removeSparkListener(this);
      progress.close();
    }
  }
}
