package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * How executors elsewhere get this program when it was not started by {@code spark-submit}, which
 * would have seen to it.
 */
@DriverOnly
final class ShippedJars {
  /** What an installed Spark brings itself, by folder of the local Maven repository. */
  private static final List<String> OF_SPARK =
      List.of("/org/apache/spark/", "/org/apache/hadoop/", "/org/scala-lang/");

  private ShippedJars() {}

  /**
   * Adds the jars of {@code classPath} for the master that is set.
   *
   * @param conf gets {@code spark.yarn.jars} or {@code spark.jars}
   * @param classPath of this process
   */
  static void add(SparkConf conf, String classPath) {
    String master = conf.get("spark.master");
    if (master.startsWith("yarn")) {
      // YARN's machines need no Spark: its jars travel too.
      conf.setIfMissing("spark.yarn.jars", list(jars(classPath)));
    } else if (master.startsWith("spark:")) {
      conf.setIfMissing(
          "spark.jars",
          list(jars(classPath).filter(jar -> OF_SPARK.stream().noneMatch(jar::contains))));
    }
  }

  private static Stream<String> jars(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator)).filter(e -> e.endsWith(".jar"));
  }

  private static String list(Stream<String> jars) {
    return jars.map(j -> Path.of(j).toUri().toString()).collect(Collectors.joining(","));
  }
}
