package dev.kindred.run;

import java.util.stream.Collectors;

/**
 * Something the user can act on. The message is one line that names the thing and the remedy; it is
 * shown without a stack trace.
 */
public final class KindredException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Exit exit;

  /** With the exit code the command ends with. */
  public KindredException(Exit exit, String message) {
    super(message);
    this.exit = exit;
  }

  /**
   * Keeps the cause for {@code --verbose}.
   *
   * @param message may quote the cause's, which may have several lines; they become one
   */
  public KindredException(Exit exit, String message, Throwable cause) {
    super(
        message
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining(" ")),
        cause);
    this.exit = exit;
  }

  /** Exit code of the command. */
  public Exit exit() {
    return exit;
  }
}
