package dev.kindred.doctor;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The table: a line a finding, as soon as it is there, and what to do below those that are wrong.
 */
public final class Findings implements Consumer<Finding> {
  private final PrintStream out;
  private final List<Finding> all = new ArrayList<>();

  /**
   * Begins the table.
   *
   * @param out gets the lines
   */
  public Findings(PrintStream out) {
    this.out = out;
    line("check", "where", "result", "found");
    line("-".repeat(9), "-".repeat(24), "-".repeat(7), "-".repeat(40));
  }

  @Override
  public synchronized void accept(Finding f) {
    all.add(f);
    line(f.check(), f.where(), f.status().word(), f.found());
    if (!f.remedy().isEmpty()) {
      line("", "", "", "-> " + f.remedy());
    }
  }

  private void line(String check, String where, String result, String found) {
    out.println(String.format(Locale.ROOT, "%-9s  %-24s  %-7s  %s", check, where, result, found));
  }

  /** Ends the table. */
  public synchronized void end(Duration took) {
    out.println(
        String.format(
            Locale.ROOT,
            "%d checks in %.1f s: %d failed, %d warnings, %d skipped",
            all.size(),
            took.toMillis() / 1000.0,
            count(Status.FAILED),
            count(Status.WARNING),
            count(Status.SKIPPED)));
  }

  /** Whether a run would not work. */
  public synchronized boolean anyFailed() {
    return count(Status.FAILED) > 0;
  }

  private long count(Status status) {
    return all.stream().filter(f -> f.status() == status).count();
  }
}
