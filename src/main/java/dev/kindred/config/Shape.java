package dev.kindred.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what a user wrote with the reference, key by key: whatever the reference does not have
 * is a mistake, and so is a value where the reference has a block.
 */
final class Shape {
  /** Blocks whose keys are somebody else's. */
  private static final Set<String> FREE = Set.of("kindred.spark.conf", "kindred.study.over");

  private final ConfigObject root;
  private final Mistakes mistakes;

  private Shape(ConfigObject root, Mistakes mistakes) {
    this.root = root;
    this.mistakes = mistakes;
  }

  /**
   * Reports what does not fit the reference.
   *
   * @param user what the user wrote
   * @param reference all keys there are
   * @param mistakes gets a line for each misfit
   * @return {@code user} without the misfits, so that reading can go on
   */
  static ConfigObject check(ConfigObject user, ConfigObject reference, Mistakes mistakes) {
    return new Shape(reference, mistakes).check("", user, reference);
  }

  private ConfigObject check(String prefix, ConfigObject user, ConfigObject reference) {
    ConfigObject kept = user;
    for (Map.Entry<String, ConfigValue> entry : user.entrySet()) {
      String key = entry.getKey();
      String path = prefix + ConfigUtil.joinPath(key);
      ConfigValue value = entry.getValue();
      ConfigValue known = reference.get(key);
      if (known == null) {
        mistakes.add(value.origin(), path, "is not a key", suggestion(path));
        kept = kept.withoutKey(key);
      } else if (known instanceof ConfigObject block) {
        if (!(value instanceof ConfigObject object)) {
          mistakes.add(
              value.origin(),
              path,
              "= " + value.render(),
              "this is a block of keys: " + String.join(", ", new TreeSet<>(block.keySet())));
          kept = kept.withoutKey(key);
        } else if (!FREE.contains(path)) {
          kept = kept.withValue(key, check(path + ".", object, block));
        }
      } else if (value.valueType() == ConfigValueType.OBJECT) {
        mistakes.add(value.origin(), path, "is a block", "a single value is accepted here");
        kept = kept.withoutKey(key);
      }
    }
    return kept;
  }

  private String suggestion(String path) {
    Set<String> known = new TreeSet<>();
    collect("", root, known);
    return Nearest.of(path, known)
        .map(best -> "did you mean " + best + "?")
        .orElse("all keys are in reference.conf");
  }

  private static void collect(String prefix, ConfigObject block, Set<String> into) {
    for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
      String path = prefix + ConfigUtil.joinPath(entry.getKey());
      if (entry.getValue() instanceof ConfigObject inner) {
        if (!prefix.isEmpty()) {
          into.add(path);
        }
        collect(path + ".", inner, into);
      } else {
        into.add(path);
      }
    }
  }
}
