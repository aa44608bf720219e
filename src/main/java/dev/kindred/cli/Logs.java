package dev.kindred.cli;

import dev.kindred.config.SecretValues;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.rewrite.RewriteAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** How much of the log is shown, and what never is; {@code log4j2.properties} has the rest. */
final class Logs {
  private Logs() {}

  /** Spark's steps too, or only what Kindred says and what others warn of. */
  static void show(boolean verbose) {
    // An installed Spark comes with a log of its own; on a terminal every step of it is too much.
    Configurator.setRootLevel(verbose ? Level.INFO : Level.WARN);
    Configurator.setLevel("dev.kindred", verbose ? Level.DEBUG : Level.INFO);
  }

  /** Takes secrets out of all that is logged from now on, whoever configured the log. */
  static void clean(SecretValues secrets) {
    if (!(LogManager.getContext(false) instanceof LoggerContext context)) {
      return;
    }
    Configuration configuration = context.getConfiguration();
    CleanEvents policy = new CleanEvents(secrets);
    for (LoggerConfig logger : List.copyOf(configuration.getLoggers().values())) {
      for (Map.Entry<String, Appender> entry : Map.copyOf(logger.getAppenders()).entrySet()) {
        String name = entry.getKey();
        RewriteAppender rewriting =
            RewriteAppender.createAppender(
                "clean-" + name,
                null,
                new AppenderRef[] {AppenderRef.createAppenderRef(name, null, null)},
                configuration,
                policy,
                null);
        rewriting.start();
        logger.removeAppender(name);
        logger.addAppender(rewriting, null, null);
      }
    }
    context.updateLoggers();
  }
}
