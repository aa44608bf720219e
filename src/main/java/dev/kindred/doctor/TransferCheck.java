package dev.kindred.doctor;

import dev.kindred.engine.exchange.TransferProbe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Whether executors reach each other, and how fast. */
final class TransferCheck {
  private static final String CHECK = "transfer";
  private static final double MIB = 1 << 20;

  /** A third of a gigabit network. */
  private static final double SLOW_MIB = 40;

  /** Together what an executor receives, and the bounds of one block. */
  private static final int ALL = 16 << 20;

  private static final int LEAST = 64 << 10;
  private static final int MOST = 8 << 20;

  private TransferCheck() {}

  /** Bytes of each executor's block. */
  static int blockBytes(int executors) {
    return Math.max(LEAST, Math.min(MOST, ALL / Math.max(1, executors - 1)));
  }

  /**
   * @param state bytes that each executor receives in a round of averaging
   */
  static List<Finding> of(List<Asked<TransferProbe.Fetched>> all, long state) {
    List<Finding> findings = new ArrayList<>();
    List<Asked<TransferProbe.Fetched>> right = new ArrayList<>();
    for (Asked<TransferProbe.Fetched> asked : all) {
      List<String> wrong = asked.answer().wrong();
      if (wrong.isEmpty()) {
        right.add(asked);
      } else {
        findings.add(
            Finding.failed(
                CHECK,
                asked.process().toString(),
                "%d of its peers fail, the first: %s".formatted(wrong.size(), wrong.get(0)),
                "open the executors' block managers' ports to each other (spark.blockManager.port fixes"
                    + " them, spark.port.maxRetries says how many), and let hosts resolve each other's"
                    + " names"));
      }
    }
    right.stream()
        .min(Comparator.comparingDouble(a -> rate(a.answer())))
        .ifPresent(slowest -> findings.add(speed(right, slowest, state)));
    return findings;
  }

  private static Finding speed(
      List<Asked<TransferProbe.Fetched>> right, Asked<TransferProbe.Fetched> slowest, long state) {
    double rate = rate(slowest.answer());
    String found =
        String.format(
            Locale.ROOT,
            "%.0f MiB/s from all peers at a time%s; a round's %.0f MiB take about %.1f s",
            rate,
            right.size() > 1 ? ", the slowest" : "",
            state / MIB,
            state / MIB / rate);
    String where = Merged.where(right.stream().map(Asked::process).toList());
    return rate < SLOW_MIB
        ? Finding.warning(
            CHECK,
            slowest.process().toString(),
            found,
            "average less often (kindred.train.averaging.every), or send less"
                + " (kindred.train.averaging.updater = false, moments = bf16)")
        : Finding.ok(CHECK, where, found);
  }

  private static double rate(TransferProbe.Fetched f) {
    return f.bytes() / MIB / Math.max(1e-6, f.seconds());
  }
}
