package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.run.Exit;
import org.junit.jupiter.api.Test;

class OutOfMemoryTest {
  @Test
  void theDriversNamesItsVariable() {
    Failure failure =
        Failure.of(new IllegalStateException(new OutOfMemoryError("Java heap space")));
    assertThat(failure.exit()).isEqualTo(Exit.FAILED);
    assertThat(failure.message())
        .matches(
            "the driver has too little memory \\(Java heap space; its heap has [0-9,]+ MiB\\); set"
                + " KINDRED_DRIVER_MEMORY=[0-9]+g and start the run again with the same --run-id");
  }

  @Test
  void anExecutorsNamesTheKey() {
    String task = "Job aborted: Lost task 0.3 (TID 9): java.lang.OutOfMemoryError: %s\n\tat x.y(Z)";
    assertThat(Failure.of(new RuntimeException(task.formatted("Java heap space"))).message())
        .isEqualTo(
            "an executor has too little memory (Java heap space); raise"
                + " kindred.spark.executor-heap-mb and start the run again with the same --run-id");
    String physical =
        "Physical memory usage is too high: physicalBytes (6G) > maxPhysicalBytes (5G)";
    assertThat(Failure.of(new RuntimeException(task.formatted(physical))).message())
        .startsWith("an executor has too little memory (Physical memory usage is too high: ")
        .contains("kindred.spark.executor-native-mb");
  }
}
