package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.config.ConfigReader;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.Known;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** Executors are processes of their own, with the environment that training needs. */
class ExecutorProcessesIT {
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  /** What a task sees of its executor. */
  private record Seen(long pid, String threads, String cache, long heap) implements Serializable {}

  private static Seen look() {
    return new Seen(
        ProcessHandle.current().pid(),
        System.getenv("OMP_NUM_THREADS"),
        Path.of(System.getProperty(CACHE)).toAbsolutePath().toString(),
        Runtime.getRuntime().maxMemory() >> 20);
  }

  @Test
  void tasksRunInTwoProcessesThatAreNotTheDriver() {
    KindredConfig config =
        new ConfigReader(new Known(List.of("bn-inception"), List.of(), (name, losses, dim) -> {}))
            .read(Optional.empty(), List.of("data.path=x", "spark.executor-heap-mb=600"));
    SparkConf conf = SparkSetup.conf(config, new SparkConf());
    assertThat(conf.get("spark.master")).isEqualTo("local-cluster[2,1,600]");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      List<Seen> seen = spark.parallelize(List.of(0, 1), 2).map(i -> look()).collect();
      assertThat(seen).extracting(Seen::pid).doesNotContain(ProcessHandle.current().pid());
      assertThat(seen.stream().map(Seen::pid).distinct()).hasSize(2);
      assertThat(seen).extracting(Seen::cache).containsOnly(System.getProperty(CACHE));
      assertThat(seen).extracting(Seen::threads).containsOnly("1");
      assertThat(seen).allSatisfy(s -> assertThat(s.heap()).isBetween(500L, 620L));
    }
  }
}
