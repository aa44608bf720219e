package dev.kindred.cli;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** What follows from Spark's master, and whether it can grant what is asked of it. */
final class Masters {
  private static final Pattern LOCAL = Pattern.compile("local(?:\\[([0-9*]+)(?:\\s*,.*)?])?");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*([0-9]+)\\s*,\\s*([0-9]+)\\s*,\\s*([0-9]+)\\s*]");
  private static final String MEMORY = "spark.executor.memory";

  private Masters() {}

  /** Executors are processes of this machine. */
  static boolean isOnThisMachine(SparkConf conf) {
    return conf.get(SparkLayers.MASTER).startsWith("local-cluster");
  }

  /** Tasks are threads of this process. */
  static boolean isThisProcess(SparkConf conf) {
    return LOCAL.matcher(conf.get(SparkLayers.MASTER)).matches();
  }

  /** Chooses the master where nobody has, and the cores of an executor that is this process. */
  static void settle(SparkConf conf) {
    if (!conf.contains(SparkLayers.MASTER)) {
      conf.set(
          SparkLayers.MASTER,
          "local-cluster[%d,%d,%d]"
              .formatted(
                  number(conf, "spark.executor.instances"),
                  number(conf, SparkLayers.CORES),
                  megabytes(conf, MEMORY)));
    }
    Matcher local = LOCAL.matcher(conf.get(SparkLayers.MASTER));
    if (local.matches()) {
      conf.set(SparkLayers.CORES, Integer.toString(threads(local.group(1))));
    }
  }

  private static int threads(String threads) {
    if (threads == null) {
      return 1;
    }
    return threads.equals("*")
        ? Runtime.getRuntime().availableProcessors()
        : Integer.parseInt(threads);
  }

  /**
   * Refuses executors that no worker of this machine could hold: Spark would wait for ever.
   *
   * @throws KindredException with {@link Exit#USAGE}
   */
  static void checkFit(SparkConf conf) {
    long cores = number(conf, SparkLayers.CORES);
    atMost(conf, "spark.task.cpus", cores, "an executor has " + SparkLayers.CORES + "=");
    if (!isThisProcess(conf)) {
      check(
          number(conf, "spark.cores.max") >= cores,
          "spark.cores.max=%s is less than one executor's %s=%d and would grant none; raise it"
              .formatted(conf.get("spark.cores.max"), SparkLayers.CORES, cores));
    }
    Matcher cluster = LOCAL_CLUSTER.matcher(conf.get(SparkLayers.MASTER));
    if (cluster.matches()) {
      String has = "a worker of " + conf.get(SparkLayers.MASTER) + " has ";
      atMost(conf, SparkLayers.CORES, Long.parseLong(cluster.group(2)), has);
      long memory = Long.parseLong(cluster.group(3));
      check(
          megabytes(conf, MEMORY) <= memory,
          "%s=%s cannot be granted: %s%d MiB; lower it, or leave out the master"
              .formatted(MEMORY, conf.get(MEMORY), has, memory));
    }
  }

  private static void atMost(SparkConf conf, String key, long most, String has) {
    check(
        number(conf, key) <= most,
        "%s=%s cannot be granted: %s%d; lower it".formatted(key, conf.get(key), has, most));
  }

  private static void check(boolean fits, String otherwise) {
    if (!fits) {
      throw new KindredException(Exit.USAGE, otherwise);
    }
  }

  /** A whole number of at least 1. */
  static long number(SparkConf conf, String key) {
    try {
      long number = Long.parseLong(conf.get(key).strip());
      check(number >= 1, key + "=" + conf.get(key) + " must be at least 1");
      return number;
    } catch (NumberFormatException e) {
      throw new KindredException(
          Exit.USAGE, key + "=" + conf.get(key) + " is not a whole number", e);
    }
  }

  private static long megabytes(SparkConf conf, String key) {
    try {
      return conf.getSizeAsMb(key);
    } catch (NumberFormatException e) {
      throw new KindredException(
          Exit.USAGE, key + "=" + conf.get(key) + " is not a size, such as 2048m or 2g", e);
    }
  }
}
