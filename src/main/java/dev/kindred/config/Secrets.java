package dev.kindred.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must not be written down: values of keys that are named so, and credentials inside of URLs.
 */
public final class Secrets {
  /** Stands in the place of a secret. */
  public static final String SHOWN = "*** (redacted)";

  private static final String WORDS =
      "secret|passw(?:or)?d|passphrase|token|credential"
          + "|(?:access|account|api|private|encryption|signing|shared|master)[._-]?key";

  /** Names of secrets; for Spark's {@code spark.redaction.regex} too. */
  public static final String NAMES = "(?i)" + WORDS + "|[._-](?:sas|pwd|pass)(?:[._-]|$)";

  /** Where a secret is kept, not what it is; also in capitals, as in the environment. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "(?i)(providers?|path|file|dir|directory|folder|home|location|url|uri|endpoint|enabled|class|length"
              + "|interval)$");

  private static final Pattern NAME = Pattern.compile(NAMES);

  /**
   * Each with what stands before the secret, and the secret. A password in a URL may hold an at
   * sign or, as old keys of S3 do, a slash; digits and a slash are a port. A lone user of a web
   * address is a token more often than not.
   */
  private static final List<Pattern> INSIDE =
      List.of(
          Pattern.compile("(://[^/?#\\s:@\"',;]*:)([^/?#\\s\"',;]+)(?=@)"),
          Pattern.compile("(://[^/?#\\s:@\"',;]*:)(?!\\d{1,5}[/?#])([^\\s@\"',;]+)(?=@)"),
          Pattern.compile("(https?://)([^/?#\\s:@\"',;]+)(?=@)"),
          Pattern.compile(
              "(?i)((?:"
                  + WORDS
                  + "|[?&.](?:sig|(?:x-(?:amz|goog)-)?signature|sas|pwd|pass)|[?&]key(?==))"
                  + "[\\w.-]*[\"']?=)(\"[^\"]*\"|'[^']*'|[^\\s\"'&;,]+)"),
          Pattern.compile(
              "(?i)(\"[\\w.-]*(?:" + WORDS + ")[\\w.-]*\"\\s*:\\s*\")((?:[^\"\\\\]|\\\\.)+)"),
          Pattern.compile(
              "(?i)(\\bauthorization[\"']?\\s*[:=]\\s*[\"']?(?:[a-z]+\\s+)?)([^\\s\"']+)"));

  private Secrets() {}

  /** Whether the value of a key, a variable or a property is a secret. */
  public static boolean isKey(String key) {
    String bare = key.endsWith("\"") ? key.substring(0, key.length() - 1) : key;
    return NAME.matcher(bare).find() && !HARMLESS.matcher(bare).find();
  }

  /** Whether a value is a secret, or has one in it. */
  public static boolean isIn(String key, String value) {
    return isKey(key) || !clean(value).equals(value);
  }

  /** The secrets in a text that can be told by their surroundings, as they stand there. */
  static List<String> in(String text) {
    List<String> found = new ArrayList<>();
    if (suspicious(text)) {
      for (Pattern pattern : INSIDE) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
          found.add(matcher.group(2).replaceAll("^[\"']|[\"']$", ""));
        }
      }
    }
    return found;
  }

  /** A text without the secrets that can be told by their surroundings. */
  public static String clean(String text) {
    String cleaned = text;
    if (suspicious(text)) {
      for (Pattern pattern : INSIDE) {
        cleaned = pattern.matcher(cleaned).replaceAll("$1***");
      }
    }
    return cleaned;
  }

  private static boolean suspicious(String text) {
    return text.indexOf('=') >= 0 || text.indexOf(':') >= 0;
  }
}
