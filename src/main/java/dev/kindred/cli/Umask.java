package dev.kindred.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * Rights that new files do not get. Hadoop's file systems, the local one too, do not ask the
 * process but a setting of their own, 022 where nobody has set it.
 */
final class Umask {
  private static final String HADOOP = "fs.permissions.umask-mode";

  /** Hadoop's setting as one of Spark's. */
  static final String KEY = "spark.hadoop." + HADOOP;

  private Umask() {}

  /** Of this process in octal digits; empty where the kernel does not tell. */
  static Optional<String> ofThisProcess() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(l -> l.startsWith("Umask:"))
          .map(l -> l.substring("Umask:".length()).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether a user or a site has set one for Hadoop. */
  static boolean isConfigured(SparkConf conf) {
    String[] sources = new Configuration().getPropertySources(HADOOP);
    List<String> places = sources == null ? List.of() : Arrays.asList(sources);
    return conf.contains(KEY) || places.stream().anyMatch(s -> !s.endsWith("core-default.xml"));
  }
}
