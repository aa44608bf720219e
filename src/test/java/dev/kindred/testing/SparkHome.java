package dev.kindred.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.package$;

/** An installed Spark of the version that is compiled against, out of Python's package index. */
public final class SparkHome {
  private SparkHome() {}

  /**
   * Links to everything of it in a folder of one's own: executors of {@code local-cluster} write
   * beside it.
   */
  public static Path in(Path folder) throws IOException {
    String version = package$.MODULE$.SPARK_VERSION();
    Path spark = PythonVenv.of("pyspark-" + version, "pyspark==" + version).module("pyspark");
    Files.createDirectories(folder);
    try (Stream<Path> parts = Files.list(spark)) {
      for (Path part : parts.toList()) {
        Files.createSymbolicLink(folder.resolve(part.getFileName()), part);
      }
    }
    return folder;
  }
}
