package dev.kindred.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * An installation of Spark as its users have it, of the version that Kindred is built for: the
 * package of the Python registry.
 */
public final class SparkDistribution {
  private SparkDistribution() {}

  /** What goes into {@code SPARK_HOME}. */
  public static Path home() {
    Path lib = PythonPackage.installed("pyspark", version(), "--no-deps").resolve("lib");
    try (Stream<Path> pythons = Files.list(lib)) {
      return pythons
          .map(python -> python.resolve("site-packages/pyspark"))
          .filter(home -> Files.isExecutable(home.resolve("bin/spark-submit")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in =
        SparkDistribution.class.getResourceAsStream("/spark-version-info.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
