package dev.kindred.config;

import com.typesafe.config.ConfigOrigin;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects everything wrong with a configuration, so that a user sees all of it at once. */
public final class Mistakes {
  private record Line(String place, int number, String text) {}

  private final Set<Line> lines = new LinkedHashSet<>();

  /**
   * Records a mistake.
   *
   * @param origin where the value stands
   * @param key full path of the key
   * @param problem what is wrong with it
   * @param accepted what would be right
   */
  public void add(ConfigOrigin origin, String key, String problem, String accepted) {
    String place = Origins.of(origin);
    lines.add(
        new Line(
            place.replaceFirst(":\\d+$", ""),
            origin.lineNumber(),
            Secrets.clean(place + ": " + key + " " + shown(key, problem) + "; " + accepted)));
  }

  private static String shown(String key, String problem) {
    return Secrets.isKey(key) && problem.startsWith("= ") ? "= " + Secrets.SHOWN : problem;
  }

  /**
   * Ends the reading.
   *
   * @throws KindredException with {@link Exit#USAGE} and one line a mistake in the order of the
   *     file, if there is any
   */
  public void check() {
    if (!lines.isEmpty()) {
      throw new KindredException(
          Exit.USAGE,
          lines.stream()
              .sorted(Comparator.comparing(Line::place).thenComparing(Line::number))
              .map(Line::text)
              .collect(Collectors.joining("\n")));
    }
  }
}
