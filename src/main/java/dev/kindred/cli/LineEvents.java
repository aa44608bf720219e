package dev.kindred.cli;

import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.rewrite.RewritePolicy;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;

/**
 * One line an event: the run and the process, then the message, then what was thrown and by what,
 * without secrets.
 */
record LineEvents(LogShape shape) implements RewritePolicy {
  private static final String BETWEEN = " | ";

  @Override
  public LogEvent rewrite(LogEvent event) {
    Log4jLogEvent.Builder line =
        new Log4jLogEvent.Builder(event).setMessage(new SimpleMessage(text(event)));
    return line.setThrown(null).setThrownProxy(null).build();
  }

  private String text(LogEvent event) {
    String who = shape.run().isEmpty() ? "" : "[%s %s] ".formatted(shape.run(), shape.process());
    return who + line(message(event), shape);
  }

  /** What an event says, perhaps on several lines. */
  static String message(LogEvent event) {
    StringBuilder text = new StringBuilder(event.getMessage().getFormattedMessage());
    for (Throwable t = event.getThrown(); t != null; t = t.getCause()) {
      text.append(BETWEEN).append(t);
      if (t.getStackTrace().length > 0 && t.getCause() == null) {
        text.append(" at ").append(t.getStackTrace()[0]);
      }
    }
    return text.toString();
  }

  /** On one line, without secrets. */
  static String line(String text, LogShape shape) {
    return shape.secrets().clean(text.strip().replaceAll("\\s*\\R\\s*", BETWEEN));
  }
}
