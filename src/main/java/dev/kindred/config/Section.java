package dev.kindred.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.kindred.loss.Constants;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One block of the configuration, read key by key. A value that is not acceptable is recorded in
 * {@link Mistakes} and answered by an acceptable stand-in, so that reading goes on; the caller ends
 * with {@link Mistakes#check}. Remembers which keys were asked for. Not thread-safe.
 */
public final class Section implements Constants {
  private final String path;
  private final ConfigObject block;
  private final Mistakes mistakes;
  private final Set<String> read;

  Section(String path, ConfigObject block, Mistakes mistakes, Set<String> read) {
    this.path = path;
    this.block = block;
    this.mistakes = mistakes;
    this.read = read;
  }

  /** The block of the given name inside this one; an absent one reads as empty. */
  public Section section(String key) {
    ConfigObject inner =
        block.get(key) instanceof ConfigObject object ? object : ConfigFactory.empty().root();
    return new Section(full(key), inner, mistakes, read);
  }

  /** A block inside this one whose keys are free. */
  ConfigObject object(String key) {
    read.add(full(key));
    return block.get(key) instanceof ConfigObject object ? object : ConfigFactory.empty().root();
  }

  /** A block somewhere inside this one, found by {@link #object}. */
  Section inner(String key, ConfigObject inner) {
    return new Section(full(key), inner, mistakes, read);
  }

  /** Names of the blocks inside this one, sorted. */
  public List<String> sections() {
    return block.keySet().stream()
        .filter(k -> block.get(k) instanceof ConfigObject)
        .sorted()
        .toList();
  }

  @Override
  public double number(String key, double min, double max) {
    ConfigValue value = value(key);
    Double number = value == null ? null : asNumber(value);
    if (number == null || !(number >= min && number <= max)) {
      reject(key, value, "a number" + between(min, max));
      return stand(number, min, max);
    }
    return number;
  }

  @Override
  public int whole(String key, int min, int max) {
    return Math.toIntExact(wholeLong(key, min, max));
  }

  /** A whole number in {@code [min, max]}, up to 2<sup>53</sup>. */
  public long wholeLong(String key, long min, long max) {
    ConfigValue value = value(key);
    Double number = value == null ? null : asNumber(value);
    double least = (double) min;
    double most = (double) max;
    if (number == null || number != Math.rint(number) || number < least || number > most) {
      reject(key, value, "a whole number" + between(least, most));
      return (long) stand(number, least, most);
    }
    return number.longValue();
  }

  @Override
  public boolean flag(String key) {
    ConfigValue value = value(key);
    String word = value == null ? "" : word(value).toLowerCase(Locale.ROOT);
    return switch (word) {
      case "true", "on", "yes" -> true;
      case "false", "off", "no" -> false;
      default -> {
        reject(key, value, "true or false");
        yield false;
      }
    };
  }

  @Override
  public String choice(String key, String... allowed) {
    ConfigValue value = value(key);
    String word = value == null ? "" : word(value);
    List<String> words = Arrays.asList(allowed);
    if (words.contains(word)) {
      return word;
    }
    String guess = Nearest.of(word, words).map(w -> " (did you mean " + w + "?)").orElse("");
    reject(key, value, String.join(", ", words) + guess);
    return allowed[0];
  }

  /** One of the given constants, written in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String key, List<E> constants) {
    Map<String, E> byName = new LinkedHashMap<>();
    for (E constant : constants) {
      byName.put(word(constant), constant);
    }
    return byName.get(choice(key, byName.keySet().toArray(String[]::new)));
  }

  /** The name of a constant in configurations. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A text that is not empty. */
  public String text(String key) {
    ConfigValue value = value(key);
    if (value == null || isComposite(value) || word(value).isBlank()) {
      reject(key, value, "a text that is not empty");
      return "missing";
    }
    return word(value).strip();
  }

  /** Numbers in {@code [min, max]}, between {@code least} and {@code most} of them, ascending. */
  public List<Double> ascending(String key, int least, int most, double min, double max) {
    ConfigValue value = value(key);
    if (value instanceof ConfigList list) {
      List<Double> numbers =
          list.stream().map(Section::asNumber).map(d -> d == null ? Double.NaN : d).toList();
      boolean fine = numbers.size() >= least && numbers.size() <= most;
      for (int i = 0; i < numbers.size(); i++) {
        fine &= numbers.get(i) >= min && numbers.get(i) <= max;
        fine &= i == 0 || numbers.get(i) >= numbers.get(i - 1);
      }
      if (fine) {
        return numbers;
      }
    }
    String count = least == most ? least + " numbers" : "a list of numbers";
    reject(key, value, count + between(min, max) + " in ascending order");
    return Collections.nCopies(least, min);
  }

  /** The same for whole numbers. */
  public List<Integer> ascendingWholes(String key, int least, int most, int min, int max) {
    List<Double> numbers = ascending(key, least, most, min, max);
    if (numbers.stream().anyMatch(d -> d != Math.rint(d))) {
      reject(key, value(key), "whole numbers");
    }
    return numbers.stream().map(Double::intValue).toList();
  }

  /** All entries of this block as text; its keys are free, such as those of Spark. */
  public Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    entries().forEach((key, value) -> texts.put(key, word(value)));
    return texts;
  }

  /** Who wrote each entry of this block, by the keys of {@link #texts}. */
  Map<String, Source> sources() {
    Map<String, Source> sources = new TreeMap<>();
    entries().forEach((key, value) -> sources.put(key, Source.of(value.origin())));
    return sources;
  }

  /** A key may be written as one quoted name and as a path; of both the later source counts. */
  private Map<String, ConfigValue> entries() {
    Map<String, ConfigValue> entries = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : block.toConfig().entrySet()) {
      entries.merge(
          String.join(".", ConfigUtil.splitPath(entry.getKey())),
          entry.getValue(),
          (one, other) ->
              Source.of(one.origin()).compareTo(Source.of(other.origin())) > 0 ? one : other);
    }
    return entries;
  }

  /** Records a mistake that concerns several keys, at the origin of {@code key}. */
  public void mistake(String key, String problem, String accepted) {
    ConfigValue value = block.get(key);
    mistakes.add(value == null ? block.origin() : value.origin(), full(key), problem, accepted);
  }

  private ConfigValue value(String key) {
    read.add(full(key));
    ConfigValue value = block.get(key);
    return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
  }

  private void reject(String key, ConfigValue value, String accepted) {
    mistakes.add(
        value == null ? block.origin() : value.origin(),
        full(key),
        value == null ? "has no value" : "= " + value.render(Resolved.CONCISE),
        "accepted: " + accepted);
  }

  private String full(String key) {
    return path + "." + key;
  }

  private static double stand(Double number, double min, double max) {
    return number == null || number.isNaN() ? min : Math.max(min, Math.min(max, number));
  }

  private static Double asNumber(ConfigValue value) {
    try {
      return isComposite(value) ? null : Double.valueOf(word(value));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static String word(ConfigValue value) {
    return isComposite(value) ? value.render(Resolved.CONCISE) : value.unwrapped().toString();
  }

  private static boolean isComposite(ConfigValue value) {
    return value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST;
  }

  private static String between(double min, double max) {
    if (max >= Integer.MAX_VALUE) {
      return min <= Integer.MIN_VALUE ? "" : " of at least " + Resolved.canonical(min);
    }
    return " from " + Resolved.canonical(min) + " to " + Resolved.canonical(max);
  }
}
