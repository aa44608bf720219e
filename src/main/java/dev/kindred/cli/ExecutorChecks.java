package dev.kindred.cli;

import dev.kindred.engine.kernel.Backend;
import dev.kindred.run.DriverOnly;
import java.io.PrintStream;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** What must be right in every process that computes, before work starts. */
@DriverOnly
final class ExecutorChecks {
  private ExecutorChecks() {}

  /** In the driver, where tasks run on its machine. */
  static void ofThisProcess() {
    Backend.check();
  }

  /**
   * In the executors: one task each, as all of them are free.
   *
   * @throws dev.kindred.run.KindredException inside Spark's exception where a task finds a fault
   */
  static void run(JavaSparkContext spark, int executors, PrintStream err) {
    spark.setJobGroup("start", "kindred: check executors", false);
    try {
      List<String> lines =
          spark
              .parallelize(Collections.nCopies(executors, 0), executors)
              .map(i -> ExecutorView.warning())
              .collect();
      lines.stream().filter(line -> !line.isEmpty()).distinct().forEach(err::println);
    } finally {
      spark.clearJobGroup();
    }
  }
}
