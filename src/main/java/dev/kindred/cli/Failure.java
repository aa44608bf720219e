package dev.kindred.cli;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.PrintStream;
import java.util.Optional;

/**
 * How a command that went wrong ends.
 *
 * @param exit code for the shell
 * @param message for the user; several lines only for several mistakes
 * @param cause for {@code --verbose}
 */
record Failure(Exit exit, String message, Throwable cause) {
  /** Finds the exception that says most, inside what Spark wraps around it. */
  static Failure of(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof KindredException known) {
        return new Failure(known.exit(), harmless(known.getMessage()), thrown);
      }
    }
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (String.valueOf(t.getMessage()).contains("No space left on device")) {
        return new Failure(
            Exit.FAILED,
            "a disk is full; free space (also in Spark's local folders, spark.local.dir), then"
                + " start the run again with the same --run-id",
            thrown);
      }
    }
    Optional<String> memory = OutOfMemory.message(thrown);
    if (memory.isPresent()) {
      return new Failure(Exit.FAILED, harmless(memory.get()), thrown);
    }
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String line = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return new Failure(
        Exit.FAILED,
        harmless(
            "unexpected "
                + root.getClass().getSimpleName()
                + ": "
                + line
                + " (--verbose shows where)"),
        thrown);
  }

  /** Prints the lines, and where it happened if asked. */
  void print(PrintStream err, boolean verbose) {
    message.lines().forEach(line -> err.println("kindred: " + line));
    if (verbose && cause != null) {
      cause.printStackTrace(err);
    }
  }

  /** Airflow takes these words before a number for the code of the driver. */
  private static String harmless(String text) {
    return String.valueOf(text).replaceAll("(?i)exit code(:?\\s*\\d)", "exit status$1");
  }
}
