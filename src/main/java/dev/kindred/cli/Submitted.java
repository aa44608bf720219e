package dev.kindred.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * Settings of Spark that were there when this process started, by who set them. {@code
 * spark-submit} hands over its own options and those of {@code spark-defaults.conf} in one heap;
 * {@code submit/kindred} names what was given. Without it a setting counts as given unless the file
 * says the same.
 *
 * @param defaults an administrator's
 * @param properties of this process, when {@code spark-submit} did not start it
 * @param given to {@code spark-submit}
 */
record Submitted(
    Map<String, String> defaults, Map<String, String> properties, Map<String, String> given) {
  private static final String OWN = "spark.kindred.";
  private static final String NAMES = OWN + "given";

  /** The master that is meant where this process itself needs none. */
  private static final String MASTER = OWN + "master";

  private static final String CHOSEN = "auto";

  /** What {@code spark-submit} always sets itself. */
  private static final String MARK = "spark.submit.deployMode";

  /**
   * Sorts {@code conf}.
   *
   * @param conf usually {@code new SparkConf()}
   * @param environment for the place of {@code spark-defaults.conf}
   */
  static Submitted of(SparkConf conf, Map<String, String> environment) {
    Map<String, String> all = new TreeMap<>();
    for (Tuple2<String, String> setting : conf.getAll()) {
      if (!setting._1().startsWith(OWN)) {
        all.put(setting._1(), setting._2());
      }
    }
    if (conf.get(MASTER, "").equals(CHOSEN)) {
      all.remove(SparkLayers.MASTER);
    } else if (conf.contains(MASTER)) {
      all.put(SparkLayers.MASTER, conf.get(MASTER));
    }
    if (!conf.contains(MARK)) {
      return new Submitted(Map.of(), all, Map.of());
    }
    Map<String, String> defaults = new TreeMap<>(all);
    if (conf.contains(NAMES)) {
      Set<String> names = Arrays.stream(conf.get(NAMES).split(",", -1)).collect(Collectors.toSet());
      defaults.keySet().removeIf(k -> names.contains(k) || isOfSubmit(k));
    } else {
      Map<String, String> file = defaults(environment);
      defaults.entrySet().removeIf(e -> !e.getValue().equals(file.get(e.getKey())));
    }
    all.keySet().removeAll(defaults.keySet());
    return new Submitted(defaults, Map.of(), all);
  }

  /** How the program itself travels is nobody's default. */
  private static boolean isOfSubmit(String key) {
    return key.startsWith("spark.submit.") || key.equals("spark.jars");
  }

  private static Map<String, String> defaults(Map<String, String> environment) {
    String home = environment.get("SPARK_HOME");
    String folder = environment.getOrDefault("SPARK_CONF_DIR", home == null ? "" : home + "/conf");
    Path file = Path.of(folder, "spark-defaults.conf");
    if (folder.isEmpty() || !Files.isReadable(file)) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(k -> k, k -> properties.getProperty(k).strip()));
  }
}
