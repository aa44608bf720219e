package dev.kindred.cli;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** How much of the log is shown; {@code log4j2.properties} has the rest. */
final class Logs {
  private Logs() {}

  /** Spark's steps too, or only what Kindred says and what others warn of. */
  static void show(boolean verbose) {
    if (verbose) {
      Configurator.setRootLevel(Level.INFO);
    }
  }
}
