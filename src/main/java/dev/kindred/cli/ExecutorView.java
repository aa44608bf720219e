package dev.kindred.cli;

import dev.kindred.engine.Engine;
import org.apache.spark.util.Utils;

/** What an executor finds of itself. */
final class ExecutorView {
  private ExecutorView() {}

  /**
   * A line for the user, or an empty text.
   *
   * @param engine that is to compute
   * @throws dev.kindred.run.KindredException when this executor cannot work
   */
  static String warning(Engine engine) {
    engine.check();
    return FileNames.warning()
        .map(line -> line + " (executor on " + Utils.localHostName() + ")")
        .orElse("");
  }
}
