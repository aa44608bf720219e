package dev.kindred.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * How many executors train. A fixed number, known before any of them has registered: the plan of
 * batches, and so the result, depends on it.
 */
final class Executors {
  private static final Pattern CLUSTER = Pattern.compile("local-cluster\\[\\s*([0-9]+)\\s*,.*]");

  private Executors() {}

  static int count(SparkConf conf) {
    String master = conf.get("spark.master");
    Matcher cluster = CLUSTER.matcher(master);
    if (cluster.matches()) {
      return Integer.parseInt(cluster.group(1));
    }
    return master.startsWith("local") ? 1 : conf.getInt("spark.executor.instances", 1);
  }

  /** Whether executors are processes of their own. */
  static boolean processes(SparkConf conf) {
    String master = conf.get("spark.master");
    return CLUSTER.matcher(master).matches() || !master.startsWith("local");
  }

  /** Tasks that run at a time. */
  static int tasks(SparkConf conf) {
    int perExecutor =
        conf.getInt("spark.executor.cores", 1) / Math.max(1, conf.getInt("spark.task.cpus", 1));
    return count(conf) * Math.max(1, perExecutor);
  }
}
