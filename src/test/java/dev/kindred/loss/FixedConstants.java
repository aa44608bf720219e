package dev.kindred.loss;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;

/** Constants of a test; a value outside its range is added to {@link #mistakes}. */
final class FixedConstants implements Constants {
  final List<String> mistakes = new ArrayList<>();
  private final Config config;

  FixedConstants(Config config) {
    this.config = config;
  }

  /** What ships for a loss. */
  static FixedConstants shipped(String loss) {
    return new FixedConstants(
        ConfigFactory.parseResources("loss-reference.conf").getConfig("kindred.loss." + loss));
  }

  /** What ships for a loss, with these lines instead. */
  static FixedConstants shipped(String loss, String lines) {
    return new FixedConstants(ConfigFactory.parseString(lines).withFallback(shipped(loss).config));
  }

  @Override
  public double number(String key, double min, double max) {
    double value = config.getDouble(key);
    if (value >= min && value <= max) {
      return value;
    }
    mistakes.add(key + " must be in [" + min + ", " + max + "]");
    return min;
  }

  @Override
  public int whole(String key, int min, int max) {
    int value = config.getInt(key);
    if (value >= min && value <= max) {
      return value;
    }
    mistakes.add(key + " must be in [" + min + ", " + max + "]");
    return min;
  }

  @Override
  public boolean flag(String key) {
    return config.getBoolean(key);
  }

  @Override
  public String choice(String key, String... allowed) {
    String value = config.getString(key);
    if (List.of(allowed).contains(value)) {
      return value;
    }
    mistakes.add(key + " must be one of " + String.join(", ", allowed));
    return allowed[0];
  }
}
