package dev.kindred.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether Java can read names of files beyond ASCII. Java 17 takes their encoding from the locale
 * and from nothing else: {@code -Dsun.jnu.encoding} is ignored.
 */
final class FileNames {
  private FileNames() {}

  /** A line for the user when this process cannot. */
  static Optional<String> warning() {
    return warning(System.getProperty("native.encoding", "UTF-8"));
  }

  static Optional<String> warning(String encoding) {
    if (Charset.isSupported(encoding) && Charset.forName(encoding).equals(StandardCharsets.UTF_8)) {
      return Optional.empty();
    }
    return Optional.of(
        "warning: the locale's encoding is "
            + encoding
            + ", in which files with names beyond ASCII cannot be found; start with LC_ALL=C.UTF-8, or"
            + " through submit/kindred");
  }

  /**
   * The locale for executors: on this machine the driver's, if it is a UTF-8 one; elsewhere the one
   * that most machines have.
   */
  static String locale(Map<String, String> environment, boolean onThisMachine) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String locale = environment.getOrDefault(name, "");
      if (!locale.isEmpty()) {
        boolean utf8 = locale.toLowerCase(Locale.ROOT).replace("-", "").endsWith("utf8");
        return onThisMachine && utf8 ? locale : "C.UTF-8";
      }
    }
    return "C.UTF-8";
  }
}
