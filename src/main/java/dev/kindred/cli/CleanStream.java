package dev.kindred.cli;

import dev.kindred.config.SecretValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Takes secrets out of lines. Safe for use by several threads. */
final class CleanStream extends OutputStream {
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final PrintStream target;
  private final SecretValues secrets;

  private CleanStream(PrintStream target, SecretValues secrets) {
    this.target = target;
    this.secrets = secrets;
  }

  /** What is written to {@code target} by way of the result has no secrets. */
  static PrintStream over(PrintStream target, SecretValues secrets) {
    return new PrintStream(new CleanStream(target, secrets), true, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int b) {
    line.write(b);
    if (b == '\n') {
      pass();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    line.write(bytes, offset, length);
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        pass();
        return;
      }
    }
  }

  @Override
  public synchronized void flush() {
    pass();
  }

  private void pass() {
    byte[] cleaned =
        secrets.clean(line.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    line.reset();
    target.write(cleaned, 0, cleaned.length);
    target.flush();
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
