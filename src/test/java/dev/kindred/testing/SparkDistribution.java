package dev.kindred.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.package$;

/** An installed Spark of the version that is compiled against, out of Python's package index. */
public final class SparkDistribution {
  private SparkDistribution() {}

  /** What goes into {@code SPARK_HOME}. */
  public static Path home() throws IOException {
    String version = package$.MODULE$.SPARK_VERSION();
    return PythonVenv.of("pyspark-" + version, "pyspark==" + version).module("pyspark");
  }

  /**
   * Links to everything of it in a folder of one's own: executors of {@code local-cluster} write
   * beside it.
   */
  public static Path in(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> parts = Files.list(home())) {
      for (Path part : parts.toList()) {
        Files.createSymbolicLink(folder.resolve(part.getFileName()), part);
      }
    }
    return folder;
  }
}
