package dev.kindred.cli;

import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.rewrite.RewriteAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;

/**
 * How much of the log is shown, in which form, and what never is; {@code log4j2.properties} has the
 * rest.
 */
final class Logs {
  private static final String SHAPED = "kindred-";

  private Logs() {}

  /** Spark's steps too, or only what Kindred says and what others warn of. */
  static void show(boolean verbose) {
    // An installed Spark comes with a log of its own; on a terminal every step of it is too much.
    Configurator.setRootLevel(verbose ? Level.INFO : Level.WARN);
    Configurator.setLevel("dev.kindred", verbose ? Level.DEBUG : Level.INFO);
    // Calls every answer that is no success a rate limit; what matters has a line of ours.
    Configurator.setLevel("org.mlflow", Level.ERROR);
  }

  /**
   * Gives all that is logged from now on one form, whoever configured the log: one line an event,
   * the run in each, secrets in none. May be called again with another one.
   */
  static void shape(LogShape shape) {
    if (!(LogManager.getContext(false) instanceof LoggerContext context)) {
      return;
    }
    Configuration configuration = context.getConfiguration();
    for (LoggerConfig logger : List.copyOf(configuration.getLoggers().values())) {
      for (Map.Entry<String, Appender> entry : Map.copyOf(logger.getAppenders()).entrySet()) {
        String name = entry.getKey();
        Appender before = entry.getValue();
        if (configuration.getAppender(name) == null) {
          configuration.addAppender(before);
        }
        String target = name.startsWith(SHAPED) ? name.substring(SHAPED.length()) : name;
        Appender shaped =
            shape.json() && configuration.getAppender(target) instanceof ConsoleAppender console
                ? new JsonLines(SHAPED + target, console.getTarget(), shape)
                : rewriting(configuration, target, shape);
        shaped.start();
        logger.removeAppender(name);
        logger.addAppender(shaped, null, null);
        if (name.startsWith(SHAPED)) {
          before.stop();
        }
      }
    }
    context.updateLoggers();
  }

  private static Appender rewriting(Configuration configuration, String target, LogShape shape) {
    return RewriteAppender.createAppender(
        SHAPED + target,
        null,
        new AppenderRef[] {AppenderRef.createAppenderRef(target, null, null)},
        configuration,
        new LineEvents(shape),
        null);
  }
}
