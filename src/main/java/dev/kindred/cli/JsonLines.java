package dev.kindred.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.run.Json;
import java.io.PrintStream;
import java.time.Instant;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Property;

/** A JSON object a line: time, level, run, process, logger, thread, message. */
final class JsonLines extends AbstractAppender {
  private final ConsoleAppender.Target target;
  private final LogShape shape;

  JsonLines(String name, ConsoleAppender.Target target, LogShape shape) {
    super(name, null, null, true, Property.EMPTY_ARRAY);
    this.target = target;
    this.shape = shape;
  }

  @Override
  public void append(LogEvent event) {
    PrintStream out = target == ConsoleAppender.Target.SYSTEM_OUT ? System.out : System.err;
    ObjectNode node =
        object(
            shape,
            Instant.ofEpochMilli(event.getTimeMillis()),
            event.getLevel().name(),
            LineEvents.message(event));
    node.put("logger", event.getLoggerName());
    node.put("thread", event.getThreadName());
    out.println(Json.line(node));
  }

  /** Of any line. */
  static ObjectNode object(LogShape shape, Instant time, String level, String message) {
    ObjectNode node = Json.object();
    node.put("time", time.toString());
    node.put("level", level);
    node.put("run", shape.run());
    node.put("process", shape.process());
    node.put("message", LineEvents.line(message, shape));
    return node;
  }
}
