package dev.kindred.config;

import java.util.regex.Pattern;

/**
 * What must not be written down: values of keys that are named so, and credentials inside of URLs.
 */
public final class Secrets {
  /** Stands in the place of a secret. */
  public static final String SHOWN = "*** (redacted)";

  /** Names of secrets; for Spark's {@code spark.redaction.regex} too. */
  public static final String NAMES =
      "(?i)secret|passw(or)?d|passphrase|token|credential|(access|account|api|private)[._-]?key"
          + "|[._-](sas|pwd)([._-]|$)";

  /** Where a secret is kept, not what it is; also in capitals, as in the environment. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "(?i)(providers?|path|file|dir|directory|folder|home|location|url|uri|endpoint|enabled|class|length"
              + "|interval)$");

  private static final Pattern NAME = Pattern.compile(NAMES);
  private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@\"']*):[^/\\s@\"']+@");
  private static final Pattern PAIR =
      Pattern.compile(
          "(?i)((?:secret|passw(?:or)?d|passphrase|token|credential|(?:access|account|api|private)[._-]?key"
              + "|[?&.](?:sig|signature|x-amz-signature|x-amz-credential|sas|pwd))"
              + "[\\w.-]*[\"']?=)(?:\"[^\"]*\"|'[^']*'|[^\\s\"'&;,]+)");

  private Secrets() {}

  /** Whether the value of a key, a variable or a property is a secret. */
  public static boolean isKey(String key) {
    String bare = key.endsWith("\"") ? key.substring(0, key.length() - 1) : key;
    return NAME.matcher(bare).find() && !HARMLESS.matcher(bare).find();
  }

  /** A text without the secrets that can be told by their surroundings. */
  public static String clean(String text) {
    if (text.indexOf('=') < 0 && !text.contains("://")) {
      return text;
    }
    return PAIR.matcher(USER_INFO.matcher(text).replaceAll("$1:***@")).replaceAll("$1***");
  }
}
