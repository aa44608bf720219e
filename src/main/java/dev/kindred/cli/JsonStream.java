package dev.kindred.cli;

import dev.kindred.run.Json;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/**
 * Lines that are printed and not logged (progress, warnings, the last words of a command) as JSON
 * objects too; those that are one already pass. Safe for use by several threads.
 */
final class JsonStream extends OutputStream {
  private static final String OURS = "{\"time\":";

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final PrintStream target;
  private final LogShape shape;
  private final InstantSource clock;

  private JsonStream(PrintStream target, LogShape shape, InstantSource clock) {
    this.target = target;
    this.shape = shape;
    this.clock = clock;
  }

  static PrintStream over(PrintStream target, LogShape shape, InstantSource clock) {
    return new PrintStream(new JsonStream(target, shape, clock), true, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int b) {
    // A progress line that is drawn again on a terminal begins with a carriage return.
    if (b != '\n' && b != '\r') {
      line.write(b);
    } else if (line.size() > 0) {
      pass(line.toString(StandardCharsets.UTF_8));
      line.reset();
    }
  }

  private void pass(String text) {
    target.println(
        text.startsWith(OURS)
            ? text
            : Json.line(JsonLines.object(shape, clock.instant(), "INFO", text)));
  }

  @Override
  public synchronized void close() {
    write('\n');
    target.flush();
  }
}
