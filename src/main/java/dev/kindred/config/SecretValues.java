package dev.kindred.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The secrets that this process was told, to be found again in whatever it writes. Thread-safe. */
public final class SecretValues {
  /** Shorter ones would be found everywhere. */
  private static final int SHORTEST = 4;

  private static final Pattern NO_SECRET =
      Pattern.compile("(?i)true|false|none|null|auto|[0-9.]{1,5}");
  private static final Pattern OPTION = Pattern.compile("-D([\\w.-]+)=(\"[^\"]*\"|'[^']*'|\\S+)");

  private final Set<String> values =
      new ConcurrentSkipListSet<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  /**
   * Remembers what is secret in the value of a key: all of it, a URL's password or signature, a
   * field of JSON, Java options.
   */
  public void learn(String key, String value) {
    if (Secrets.isKey(key)) {
      add(value);
    }
    for (String secret : Secrets.in(value)) {
      add(secret);
      add(decoded(secret));
    }
    Matcher option = OPTION.matcher(value);
    while (option.find()) {
      if (Secrets.isKey(option.group(1))) {
        add(option.group(2).replaceAll("^[\"']|[\"']$", ""));
      }
    }
  }

  /** The same for each entry. */
  public void learn(Map<String, String> settings) {
    settings.forEach(this::learn);
  }

  /** The same for each argument that has the form {@code key=value}. */
  public void learn(List<String> arguments) {
    for (String argument : arguments) {
      int at = argument.indexOf('=');
      learn(argument.substring(0, Math.max(0, at)), argument.substring(at + 1));
    }
  }

  /** Whoever takes a password out of a URL may show it without the URL's escapes. */
  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return part;
    }
  }

  private void add(String value) {
    String bare = value.strip();
    if (bare.length() >= SHORTEST && !NO_SECRET.matcher(bare).matches()) {
      values.add(bare);
    }
  }

  /** Whether nothing was learnt. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** A text without them, and without what looks like one. */
  public String clean(String text) {
    String cleaned = text;
    for (String value : values) {
      if (cleaned.contains(value)) {
        cleaned = cleaned.replace(value, "***");
      }
    }
    return Secrets.clean(cleaned);
  }
}
