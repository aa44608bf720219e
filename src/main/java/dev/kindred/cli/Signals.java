package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import org.apache.spark.util.SignalUtils;

/**
 * SIGTERM and Ctrl-C as a request. A shutdown hook would come too late: Spark's own hook stops the
 * context at the same time, and with it the executors that a checkpoint needs.
 */
@DriverOnly
final class Signals {
  private Signals() {}

  /** Calls {@code action} on the first signal; a second one ends the process at once. */
  static void onTermination(Runnable action) {
    boolean[] seen = {false};
    for (String name : new String[] {"TERM", "INT"}) {
      SignalUtils.register(
          name,
          () -> {
            synchronized (seen) {
              if (seen[0]) {
                return false;
              }
              seen[0] = true;
            }
            action.run();
            return true;
          });
    }
  }
}
