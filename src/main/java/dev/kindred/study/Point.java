package dev.kindred.study;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is set differently in some of a study's trainings.
 *
 * @param settings values by their keys, as written in a configuration; empty for the configuration
 *     as it is
 */
public record Point(SortedMap<String, String> settings) {
  private static final int DIGITS = 8;

  public Point {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** The configuration as it is. */
  public static Point asConfigured() {
    return new Point(new TreeMap<>());
  }

  /**
   * A name for its folders. It follows from the settings, so that a study whose space has grown
   * finds its former trainings; empty for the configuration as it is.
   */
  public String name() {
    if (settings.isEmpty()) {
      return "";
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", overrides()).getBytes(StandardCharsets.UTF_8));
      return "p" + HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** As {@code --set} takes them. */
  public List<String> overrides() {
    return settings.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  /** For people: the last names of the keys with their values. */
  public String text() {
    return settings.isEmpty()
        ? "as configured"
        : settings.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue().replace("\"", ""))
            .collect(Collectors.joining(" "));
  }
}
