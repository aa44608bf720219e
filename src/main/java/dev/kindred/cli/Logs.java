package dev.kindred.cli;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** How much of the log is shown; {@code log4j2.properties} has the rest. */
final class Logs {
  private Logs() {}

  /** Spark's steps too, or only what Kindred says and what others warn of. */
  static void show(boolean verbose) {
    // An installed Spark comes with a log of its own; on a terminal every step of it is too much.
    Configurator.setRootLevel(verbose ? Level.INFO : Level.WARN);
    Configurator.setLevel("dev.kindred", verbose ? Level.DEBUG : Level.INFO);
  }
}
