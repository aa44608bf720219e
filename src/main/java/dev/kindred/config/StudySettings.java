package dev.kindred.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.kindred.study.Dimension;
import dev.kindred.study.Dimension.Range.Scale;
import dev.kindred.study.Space;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Many trainings of one configuration.
 *
 * @param seeds of each point
 * @param retrain whether a training on all classes follows those that hold some out
 * @param space the points
 */
public record StudySettings(int seeds, boolean retrain, Space space) implements Serializable {
  /** Beyond this a grid was not meant. */
  private static final int MOST_POINTS = 10_000;

  /** What all trainings of a study have in common. */
  private static final List<String> FIXED =
      List.of("run.", "spark.", "study.", "engine.name", "train.seed", "sampling.fold=");

  private static final Set<String> RANGE = Set.of("from", "to", "scale");

  static StudySettings bind(Section s, SamplingSettings sampling) {
    List<Dimension> dimensions = new ArrayList<>();
    walk(s, "", s.object("over"), dimensions);
    boolean random = s.choice("search", "grid", "random").equals("random");
    int points = s.whole("points", 1, MOST_POINTS);
    Space space = new Space(dimensions, random ? points : 0);
    if (!random && space.combinations().isEmpty()) {
      s.mistake("search", "= grid cannot count out a range", "accepted: random, or lists only");
    }
    if (!random && space.combinations().orElse(0) > MOST_POINTS) {
      s.mistake(
          "over",
          "has %,d combinations".formatted(space.combinations().orElse(0)),
          "accepted: at most %,d, or search = random".formatted(MOST_POINTS));
    }
    boolean retrain = s.flag("retrain");
    if (retrain && !sampling.holdsOut()) {
      s.mistake(
          "retrain",
          "= true has no held-out classes to learn from how long",
          "accepted: false, or kindred.sampling.validation-share or folds");
    }
    return new StudySettings(s.whole("seeds", 1, 1_000), retrain, space);
  }

  private static void walk(Section s, String prefix, ConfigObject block, List<Dimension> into) {
    for (Map.Entry<String, ConfigValue> e : new TreeMap<>(block).entrySet()) {
      String name = prefix + e.getKey();
      ConfigValue value = e.getValue();
      if (value instanceof ConfigObject object && !isRange(object)) {
        walk(s, name + ".", object, into);
        continue;
      }
      String key = name.startsWith("kindred.") ? name.substring("kindred.".length()) : name;
      if (FIXED.stream().anyMatch((key + "=")::startsWith)) {
        s.mistake("over", "has " + key, "accepted: keys that may differ within one run of Spark");
      } else if (value instanceof ConfigObject object) {
        range(s, key, object, into);
      } else if (value instanceof ConfigList list && !list.isEmpty()) {
        into.add(
            new Dimension.Choice(key, list.stream().map(v -> v.render(Resolved.CONCISE)).toList()));
      } else {
        s.mistake(
            "over",
            "has %s = %s".formatted(key, value.render(Resolved.CONCISE)),
            "accepted: a list of values, or { from, to, scale }");
      }
    }
  }

  private static boolean isRange(ConfigObject object) {
    return object.containsKey("from") && object.containsKey("to");
  }

  private static void range(Section s, String key, ConfigObject block, List<Dimension> into) {
    if (!RANGE.containsAll(block.keySet())) {
      s.mistake("over", "has a range for " + key, "accepted in it: from, to, scale");
      return;
    }
    Section range = s.inner("over." + ConfigUtil.quoteString(key), block);
    double from = range.number("from", -Double.MAX_VALUE, Double.MAX_VALUE);
    double to = range.number("to", -Double.MAX_VALUE, Double.MAX_VALUE);
    Scale scale =
        block.containsKey("scale") ? range.choice("scale", List.of(Scale.values())) : Scale.LINEAR;
    boolean whole = from == Math.rint(from) && to == Math.rint(to);
    if (!(from < to) || (scale == Scale.LOG && from <= 0) || (scale == Scale.WHOLE && !whole)) {
      range.mistake(
          "from",
          "= %s with to = %s, scale = %s".formatted(from, to, scale).toLowerCase(Locale.ROOT),
          "accepted: less than to; above 0 with scale = log, whole with scale = whole");
      return;
    }
    into.add(new Dimension.Range(key, from, to, scale));
  }
}
