package dev.kindred.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Map;

/** Reads {@code key=value} options of the command line; later ones win. */
final class Overrides {
  private static final String SPARK_CONF = "kindred.spark.conf.";

  private Overrides() {}

  /**
   * The options as a configuration whose values name the command line as their origin.
   *
   * @param options each {@code key=value}; the prefix {@code kindred.} may be left out; a value
   *     that starts with a bracket, brace or quote is HOCON, any other is taken as it stands, since
   *     in HOCON {@code //} would cut off a path
   * @throws KindredException with {@link Exit#USAGE} for an option without {@code =} or with broken
   *     HOCON
   */
  static Config parse(List<String> options) {
    Config all = ConfigFactory.empty();
    for (String option : options) {
      int at = option.indexOf('=');
      if (at < 1) {
        throw new KindredException(
            Exit.USAGE, "--set " + option + " is not key=value, such as train.seed=1");
      }
      String key = option.substring(0, at).strip();
      String path = whole(key.startsWith("kindred.") ? key : "kindred." + key);
      try {
        all = one(path, option.substring(at + 1).strip()).withFallback(all);
      } catch (ConfigException e) {
        throw new KindredException(
            Exit.USAGE, "--set " + option + " cannot be read: " + e.getMessage(), e);
      }
    }
    return all;
  }

  /**
   * Keys of Spark are names, not paths: {@code spark.speculation} and a key below it may stand
   * together.
   */
  private static String whole(String path) {
    boolean free = path.startsWith(SPARK_CONF) && !path.contains("\"");
    return free ? SPARK_CONF + ConfigUtil.quoteString(path.substring(SPARK_CONF.length())) : path;
  }

  private static Config one(String path, String value) {
    if (value.startsWith("[") || value.startsWith("{") || value.startsWith("\"")) {
      return ConfigFactory.parseString(
          path + " = " + value,
          ConfigParseOptions.defaults().setOriginDescription(Origins.COMMAND_LINE));
    }
    return ConfigFactory.parseMap(Map.of(path, value), Origins.COMMAND_LINE);
  }
}
