package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.StopSignal;
import org.apache.spark.util.SignalUtils;

/**
 * SIGTERM and Ctrl-C as a request. A shutdown hook would come too late: Spark's own hook stops the
 * context at the same time, and with it the executors that a checkpoint needs.
 */
@DriverOnly
final class Signals {
  private Signals() {}

  /** Requests a stop on the first signal; a second one ends the process at once. */
  static void onTermination(StopSignal stop) {
    for (String name : new String[] {"TERM", "INT"}) {
      SignalUtils.register(
          name,
          () -> {
            if (stop.isRequested()) {
              return false;
            }
            stop.request();
            System.err.println("kindred: asked to stop; saving first, a second time ends at once");
            return true;
          });
    }
  }
}
