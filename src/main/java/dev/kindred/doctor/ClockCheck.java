package dev.kindred.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** How far apart the clocks of driver and executors are. */
final class ClockCheck {
  private static final String CHECK = "clock";

  /** Kerberos refuses tickets from here on; object stores do soon after. */
  private static final Duration REFUSED = Duration.ofMinutes(5);

  /** Logs of several machines cannot be laid beside each other any more. */
  private static final Duration NOTED = Duration.ofSeconds(2);

  private static final String REMEDY =
      "let chrony or ntpd set the clocks of driver and executors (timedatectl shows whether one does)";

  private ClockCheck() {}

  /**
   * A clock is off by what its time lies outside of the time between question and answer.
   *
   * @param before the driver's clock before it asked
   * @param after the driver's clock when all answers were there
   */
  static List<Finding> of(Instant before, List<Asked<Instant>> clocks, Instant after) {
    return Merged.of(clocks, asked -> judge(off(before, asked.answer(), after), before, after));
  }

  /** Positive for a clock that is ahead. */
  private static Duration off(Instant before, Instant theirs, Instant after) {
    if (theirs.isBefore(before)) {
      return Duration.between(before, theirs);
    }
    return theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
  }

  private static Finding judge(Duration off, Instant before, Instant after) {
    Duration size = off.abs();
    if (size.compareTo(NOTED) < 0) {
      return Finding.ok(
          CHECK,
          "",
          "as the driver's, to %s s"
              .formatted(seconds(Duration.between(before, after).plus(size))));
    }
    String found =
        "at least %s s %s the driver"
            .formatted(seconds(size), off.isNegative() ? "behind" : "ahead of");
    return size.compareTo(REFUSED) < 0
        ? Finding.warning(CHECK, "", found, REMEDY)
        : Finding.failed(CHECK, "", found + ", which Kerberos and object stores refuse", REMEDY);
  }

  private static String seconds(Duration d) {
    return String.format(Locale.ROOT, "%.1f", d.toMillis() / 1000.0);
  }
}
