package dev.kindred.cli;

import dev.kindred.engine.kernel.Backend;
import org.apache.spark.util.Utils;

/** What an executor finds of itself. */
final class ExecutorView {
  private ExecutorView() {}

  /**
   * A line for the user, or an empty text.
   *
   * @throws dev.kindred.run.KindredException when this executor cannot work
   */
  static String warning() {
    Backend.check();
    return FileNames.warning()
        .map(line -> line + " (executor on " + Utils.localHostName() + ")")
        .orElse("");
  }
}
