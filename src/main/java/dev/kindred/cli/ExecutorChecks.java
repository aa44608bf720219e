package dev.kindred.cli;

import dev.kindred.engine.Engine;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.PrintStream;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** What must be right in every process that computes, before work starts. */
@DriverOnly
final class ExecutorChecks {
  private ExecutorChecks() {}

  /**
   * Before anything is asked of a cluster.
   *
   * @throws KindredException with {@link Exit#USAGE} for GPUs that this build could not use
   */
  static void ofBuild(Engine engine, SparkConf conf) {
    if (Gpus.asked(conf) > 0 && !engine.isForGpus()) {
      throw new KindredException(
          Exit.USAGE,
          "executors are to have GPUs ("
              + SparkLayers.GPUS
              + "="
              + conf.get(SparkLayers.GPUS)
              + "), but this build computes on CPUs under kindred.engine.name = "
              + engine.name()
              + "; build with mvn package -DskipTests -Pgpu for torch (docs/gpu.md) or -Pcuda for"
              + " dl4j, or --set spark.executor-gpus=0");
    }
  }

  /** In the driver, where tasks run on its machine. */
  static void ofThisProcess(Engine engine) {
    engine.check();
  }

  /**
   * In the executors: one task each, as all of them are free.
   *
   * @throws KindredException inside Spark's exception where a task finds a fault
   */
  static void run(JavaSparkContext spark, Engine engine, int executors, PrintStream err) {
    spark.setJobGroup("start", "kindred: check executors", false);
    try {
      List<String> lines =
          spark
              .parallelize(Collections.nCopies(executors, 0), executors)
              .map(i -> ExecutorView.warning(engine))
              .collect();
      lines.stream().filter(line -> !line.isEmpty()).distinct().forEach(err::println);
    } finally {
      spark.clearJobGroup();
    }
  }
}
