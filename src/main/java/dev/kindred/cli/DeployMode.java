package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Where {@code spark-submit} has started this driver. */
@DriverOnly
final class DeployMode {
  private static final String KEY = "spark.submit.deployMode";

  /** Kubernetes starts the driver's pod by a second spark-submit, in client mode. */
  private static final String IN_POD = "spark.kubernetes.submitInDriver";

  private DeployMode() {}

  /** On a machine of the cluster's choice. */
  static boolean isCluster(SparkConf conf) {
    return conf.get(KEY, "client").equals("cluster") || conf.getBoolean(IN_POD, false);
  }

  /**
   * Tells YARN of a driver that ended well without a context, as a finished run's does: its
   * application master reports an end only once it has seen one, and a failure otherwise.
   */
  static void endWithoutContext(SparkConf conf) {
    if (isCluster(conf) && conf.get(SparkLayers.MASTER, "").equals("yarn")) {
      SparkConf none =
          conf.clone()
              .set("spark.executor.instances", "0")
              .set("spark.dynamicAllocation.enabled", "false")
              .set("spark.ui.enabled", "false")
              .setIfMissing("spark.app.name", "kindred");
      // What executors would need stays out of it.
      none.remove(SparkLayers.GPUS).remove("spark.task.resource.gpu.amount");
      new JavaSparkContext(none).close();
    }
  }
}
