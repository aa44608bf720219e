package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.JavaConverters;

/**
 * Shows how many tasks of a long Spark job are done, under the job's own description. Short jobs
 * stay silent.
 */
@DriverOnly
final class TaskProgress extends SparkListener implements AutoCloseable {
  private static final Duration SILENT = Duration.ofSeconds(5);
  private static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";

  private final SparkContext spark;
  private final Progress.Display display;
  private final Set<String> groups;
  private final Map<Integer, Job> byStage = new HashMap<>();
  private final Map<Integer, Job> byId = new HashMap<>();

  /** A job at work. */
  private final class Job {
    private final String what;
    private final long tasks;
    private final Instant start = display.clock().instant();
    private long done;
    private Progress progress;

    private Job(String what, long tasks) {
      this.what = what;
      this.tasks = tasks;
    }

    private void taskEnded() {
      done++;
      Instant now = display.clock().instant();
      if (progress == null && Duration.between(start, now).compareTo(SILENT) > 0) {
        progress = display.start(what, "tasks", done - 1, tasks);
      }
      if (progress != null) {
        progress.update(done, "");
      }
    }

    private void end() {
      if (progress != null) {
        progress.close();
      }
    }
  }

  private TaskProgress(SparkContext spark, Progress.Display display, Set<String> groups) {
    this.spark = spark;
    this.display = display;
    this.groups = groups;
  }

  /**
   * Shows jobs until it is closed.
   *
   * @param groups of jobs that are shown
   */
  static TaskProgress show(SparkContext spark, Progress.Display display, Set<String> groups) {
    TaskProgress shown = new TaskProgress(spark, display, groups);
    spark.addSparkListener(shown);
    return shown;
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    // Jobs of Spark's own, and those before a group is set, have none.
    if (start.properties() != null && groups.contains(start.properties().getProperty(GROUP, ""))) {
      var stages = JavaConverters.seqAsJavaList(start.stageInfos());
      Job job =
          new Job(
              start.properties().getProperty(DESCRIPTION, "working"),
              stages.stream().mapToLong(s -> s.numTasks()).sum());
      byId.put(start.jobId(), job);
      stages.forEach(s -> byStage.put(s.stageId(), job));
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    Job job = byStage.get(end.stageId());
    if (job != null && end.taskInfo().successful()) {
      job.taskEnded();
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd end) {
    Job job = byId.remove(end.jobId());
    if (job != null) {
      byStage.values().removeIf(j -> j == job);
      job.end();
    }
  }

  @Override
  public synchronized void close() {
    spark.removeSparkListener(this);
    byId.values().forEach(Job::end);
    byId.clear();
    byStage.clear();
  }
}
