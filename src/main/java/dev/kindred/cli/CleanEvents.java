package dev.kindred.cli;

import dev.kindred.config.SecretValues;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.rewrite.RewritePolicy;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;

/** Takes secrets out of what is logged, exceptions included. */
record CleanEvents(SecretValues secrets) implements RewritePolicy {
  @Override
  public LogEvent rewrite(LogEvent event) {
    String message = event.getMessage().getFormattedMessage();
    String cleaned = secrets.clean(message);
    Throwable thrown = event.getThrown();
    boolean fine = cleaned.equals(message) && isClean(thrown);
    return fine
        ? event
        : new Log4jLogEvent.Builder(event)
            .setMessage(new SimpleMessage(cleaned))
            .setThrown(cleaned(thrown))
            .setThrownProxy(null)
            .build();
  }

  private boolean isClean(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (!secrets.clean(t.toString()).equals(t.toString())) {
        return false;
      }
    }
    return true;
  }

  private Throwable cleaned(Throwable thrown) {
    return thrown == null ? null : new Cleaned(thrown, secrets);
  }

  /** Stands in for an exception whose message has a secret; it goes by that one's name. */
  @SuppressWarnings("OverrideThrowableToString")
  private static final class Cleaned extends Exception {
    private static final long serialVersionUID = 1;

    private final String text;

    Cleaned(Throwable of, SecretValues secrets) {
      super(
          secrets.clean(String.valueOf(of.getMessage())),
          of.getCause() == null ? null : new Cleaned(of.getCause(), secrets));
      setStackTrace(of.getStackTrace());
      text = secrets.clean(of.toString());
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
