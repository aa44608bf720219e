package dev.kindred.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every key of Kindred with the value it ended up with, as kept in a run's folder. Two of them with
 * the same {@link #hash} ask for the same result: keys that say where and how fast a run works, not
 * what it computes, are left out of it. Secrets are not kept.
 */
public final class Resolved {
  static final ConfigRenderOptions CONCISE = ConfigRenderOptions.concise();
  private static final String VALIDATION_METRIC = "kindred.train.validation-metric";
  private static final List<String> NOT_HASHED =
      List.of(
          "kindred.evaluate.broadcast-share",
          "kindred.evaluate.partitions",
          "kindred.export.",
          "kindred.look.",
          "kindred.run.",
          "kindred.spark.",
          "kindred.store.path",
          "kindred.study.",
          "kindred.train.checkpoint.",
          "kindred.engine.name",
          "kindred.engine.deterministic");

  private final SortedMap<String, ConfigValue> values = new TreeMap<>();
  private final SecretValues secrets = new SecretValues();

  Resolved(Config config) {
    config.withOnlyPath("kindred").entrySet().forEach(e -> values.put(e.getKey(), e.getValue()));
    values.forEach((key, value) -> secrets.learn(key, String.valueOf(value.unwrapped())));
    values.replaceAll(this::redacted);
  }

  /** A changed password makes no other run, and its hash would tell whether one has guessed it. */
  private ConfigValue redacted(String key, ConfigValue value) {
    if (Secrets.isKey(key)) {
      return ConfigValueFactory.fromAnyRef(Secrets.SHOWN);
    }
    String before = value.render(CONCISE);
    boolean text = value.valueType() == ConfigValueType.STRING;
    String after = secrets.clean(text ? (String) value.unwrapped() : before);
    return after.equals(text ? value.unwrapped() : before)
        ? value
        : ConfigValueFactory.fromAnyRef(after);
  }

  /**
   * Reads what {@link #render} wrote.
   *
   * @throws KindredException with {@link Exit#BAD_DATA} when it is not readable
   */
  public static Resolved parse(String rendered) {
    try {
      return new Resolved(ConfigFactory.parseString(rendered));
    } catch (ConfigException e) {
      throw new KindredException(
          Exit.BAD_DATA, "the run's configuration cannot be read: " + e.getMessage(), e);
    }
  }

  /** HOCON text, one sorted {@code key = value} line a key. */
  public String render() {
    StringBuilder text = new StringBuilder();
    values.forEach((k, v) -> text.append(k).append(" = ").append(v.render(CONCISE)).append('\n'));
    return text.toString();
  }

  /** SHA-256 of the keys that decide a run's result, 64 hexadecimal digits. */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      hashed()
          .forEach((k, v) -> digest.update((k + "=" + v + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * What makes {@code later} another run than this one, a line a key: {@code key: before -> after}.
   */
  public List<String> difference(Resolved later) {
    SortedMap<String, String> before = hashed();
    SortedMap<String, String> after = later.hashed();
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<String> lines = new ArrayList<>();
    for (String key : keys) {
      if (!Objects.equals(before.get(key), after.get(key))) {
        lines.add(key + ": " + shown(before.get(key)) + " -> " + shown(after.get(key)));
      }
    }
    return lines;
  }

  private static String shown(String value) {
    return value == null ? "(absent)" : value;
  }

  /**
   * By which the best state is told, also of a run that was before there was a choice.
   *
   * @throws KindredException with {@link Exit#BAD_DATA} when it is none of those there are
   */
  public TrainSettings.ValidationMetric validationMetric() {
    ConfigValue own = values.get(VALIDATION_METRIC);
    ConfigValue value =
        own == null ? ConfigReader.shippedReference().getValue(VALIDATION_METRIC) : own;
    String word = String.valueOf(value.unwrapped());
    return Arrays.stream(TrainSettings.ValidationMetric.values())
        .filter(metric -> Section.word(metric).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new KindredException(
                    Exit.BAD_DATA,
                    "the run's configuration has %s = %s, which this Kindred does not know"
                        .formatted(VALIDATION_METRIC, value.render(CONCISE))));
  }

  /** The keys that decide a run's result, with their values, without secrets. */
  public SortedMap<String, String> deciding() {
    return hashed();
  }

  private SortedMap<String, String> hashed() {
    SortedMap<String, String> canonical = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
      if (NOT_HASHED.stream().noneMatch(p -> entry.getKey().startsWith(p))) {
        canonical.put(entry.getKey(), canonical(entry.getValue().unwrapped()));
      }
    }
    return canonical;
  }

  /** One text for all ways to write a value: {@code 1e-4}, {@code 0.0001} and {@code "1e-4"}. */
  static String canonical(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Resolved::canonical).toList().toString();
    }
    try {
      double number = Double.parseDouble(String.valueOf(value));
      return number == Math.rint(number) && Math.abs(number) < 1e15
          ? Long.toString((long) number)
          : Double.toString(number);
    } catch (NumberFormatException e) {
      return String.valueOf(value);
    }
  }
}
