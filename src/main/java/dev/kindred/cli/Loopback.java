package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * Whether executors elsewhere would find the driver. The start script has it listen to this machine
 * alone where the command line names no cluster; a master of a file comes too late for that.
 */
@DriverOnly
final class Loopback {
  /** Set by {@code submit/lib/driver.sh}. */
  static final String MARK = "KINDRED_LOOPBACK";

  private Loopback() {}

  /**
   * Checks.
   *
   * @throws KindredException with {@link Exit#USAGE}
   */
  static void check(SparkConf conf, Map<String, String> environment) {
    boolean here = Masters.isThisProcess(conf) || Masters.isOnThisMachine(conf);
    if (!here && environment.containsKey(MARK) && !conf.contains("spark.driver.host")) {
      String master = conf.get(SparkLayers.MASTER);
      throw new KindredException(
          Exit.USAGE,
          "the master is "
              + master
              + " by a file, --set or KINDRED_JAVA_OPTIONS, where the start script does not look:"
              + " the driver listens to this machine alone; give it as --master "
              + master);
    }
  }
}
