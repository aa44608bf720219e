package dev.kindred.run;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * How far a long piece of work is, with rate and time left: a line that is redrawn on a terminal,
 * and a new line every so many seconds elsewhere. Safe for use by several threads.
 */
public final class Progress implements AutoCloseable {
  private static final Duration REDRAW = Duration.ofMillis(200);

  /**
   * Where progress is shown.
   *
   * @param out usually standard error, so that results can be piped
   * @param terminal whether lines may be redrawn
   * @param every time between two lines without a terminal
   * @param clock for rates
   */
  public record Display(PrintStream out, boolean terminal, Duration every, InstantSource clock) {
    /** Standard error; {@code submit/kindred} has looked whether that is a terminal. */
    public static Display standard(Duration every) {
      boolean terminal = "1".equals(System.getenv("KINDRED_TERMINAL"));
      return new Display(System.err, terminal, every, InstantSource.system());
    }

    /** Starts to show a piece of work. */
    public Progress start(String what, String unit, long done, long total) {
      return new Progress(this, what, unit, done, total);
    }
  }

  private final Display display;
  private final String what;
  private final String unit;
  private final long first;
  private final long total;
  private final Instant start;
  private Instant shown;
  private long done;
  private String note = "";
  private int width;
  private boolean current;

  private Progress(Display display, String what, String unit, long done, long total) {
    this.display = display;
    this.what = what;
    this.unit = unit;
    this.first = done;
    this.done = done;
    this.total = total;
    this.start = display.clock().instant();
    this.shown = start;
  }

  /**
   * Tells how far the work is.
   *
   * @param nowDone units done, all told
   * @param nowNote something short to show behind, such as the loss
   */
  public synchronized void update(long nowDone, String nowNote) {
    done = nowDone;
    note = nowNote;
    current = false;
    Instant now = display.clock().instant();
    Duration since = Duration.between(shown, now);
    if (since.compareTo(display.terminal() ? REDRAW : display.every()) >= 0) {
      show(now);
    }
  }

  /** Shows the last state and ends the line. */
  @Override
  public synchronized void close() {
    if (!current) {
      show(display.clock().instant());
    }
    if (display.terminal()) {
      display.out().println();
    }
  }

  private void show(Instant now) {
    shown = now;
    current = true;
    String line = line(Duration.between(start, now));
    if (display.terminal()) {
      int padding = Math.max(0, width - line.length());
      width = line.length();
      display.out().print("\r" + line + " ".repeat(padding));
      display.out().flush();
    } else {
      display.out().println(line);
    }
  }

  private String line(Duration elapsed) {
    StringBuilder text = new StringBuilder(what);
    text.append(String.format(Locale.ROOT, "  %,d", done));
    if (total > 0) {
      text.append(String.format(Locale.ROOT, "/%,d %s  %d %%", total, unit, 100 * done / total));
    } else {
      text.append(' ').append(unit);
    }
    double seconds = elapsed.toMillis() / 1000.0;
    double rate = seconds > 0 ? (done - first) / seconds : 0;
    if (rate > 0) {
      text.append(String.format(Locale.ROOT, "  %.1f %s/s", rate, unit));
      text.append(
          total > done
              ? "  " + clockTime(Math.round((total - done) / rate)) + " left"
              : "  in " + clockTime(Math.round(seconds)));
    }
    return note.isEmpty() ? text.toString() : text + "  " + note;
  }

  /** {@code 0:09}, {@code 12:30}, {@code 3:05:00}. */
  static String clockTime(long seconds) {
    long hours = seconds / 3600;
    long minutes = seconds / 60 % 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60);
  }
}
