package dev.kindred.doctor;

import dev.kindred.config.Secrets;
import dev.kindred.run.KindredException;

/**
 * A line of the table.
 *
 * @param check such as {@code java}
 * @param where process or processes
 * @param status how it ended
 * @param found what there is
 * @param remedy what to do; empty where nothing is wrong
 */
public record Finding(String check, String where, Status status, String found, String remedy) {
  /** The driver in {@link #where}. */
  public static final String DRIVER = "driver";

  public Finding {
    found = oneLine(found);
    remedy = oneLine(remedy);
  }

  private static String oneLine(String text) {
    return Secrets.clean(text.replaceAll("\\s*\\R\\s*", " ").strip());
  }

  /** Nothing is wrong. */
  public static Finding ok(String check, String where, String found) {
    return new Finding(check, where, Status.OK, found, "");
  }

  /** Nothing was asked. */
  public static Finding skipped(String check, String where, String why) {
    return new Finding(check, where, Status.SKIPPED, why, "");
  }

  /** A run would work, but worse than it could. */
  public static Finding warning(String check, String where, String found, String remedy) {
    return new Finding(check, where, Status.WARNING, found, remedy);
  }

  /** A run would not work. */
  public static Finding failed(String check, String where, String found, String remedy) {
    return new Finding(check, where, Status.FAILED, found, remedy);
  }

  /**
   * What an exception says.
   *
   * @param remedy where the exception has none of its own
   */
  public static Finding of(String check, String where, Throwable thrown, String remedy) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof KindredException known) {
        return split(check, where, known.getMessage(), remedy);
      }
    }
    return failed(check, where, Limited.line(thrown), remedy);
  }

  /** What stands behind the last semicolon of a line for users is what to do. */
  static Finding split(String check, String where, String line, String remedy) {
    int at = line.lastIndexOf("; ");
    return at < 0
        ? failed(check, where, line, remedy)
        : failed(check, where, line.substring(0, at), line.substring(at + 2));
  }
}
