package dev.kindred.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kindred.run.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class TaskProgressTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private String lines(int secondsBetweenLooks, String group) throws TimeoutException {
    AtomicLong seconds = new AtomicLong();
    Progress.Display display =
        new Progress.Display(
            new PrintStream(shown, true, UTF_8),
            false,
            Duration.ofSeconds(15),
            () -> Instant.ofEpochSecond(seconds.addAndGet(secondsBetweenLooks)));
    SparkConf conf =
        new SparkConf().setMaster("local[1]").setAppName("t").set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      try (TaskProgress progress =
          TaskProgress.show(spark.sc(), display, Set.of("kindred-evaluate"))) {
        assertThat(progress).isNotNull();
        spark.setJobGroup(group, "a long search", true);
        assertThat(spark.parallelize(List.of(1, 2, 3, 4, 5, 6), 6).map(i -> 2 * i).count())
            .isEqualTo(6);
        spark.sc().listenerBus().waitUntilEmpty();
      }
    }
    return shown.toString(UTF_8);
  }

  @Test
  void aLongJobIsShownUnderItsDescription() throws TimeoutException {
    assertThat(lines(4, "kindred-evaluate").lines())
        .isNotEmpty()
        .allMatch(l -> l.startsWith("a long search  ") && l.contains("/6 tasks"));
  }

  @Test
  void aJobWithoutAGroupIsNone() throws TimeoutException {
    SparkConf conf =
        new SparkConf().setMaster("local[1]").setAppName("t").set("spark.ui.enabled", "false");
    Progress.Display display =
        new Progress.Display(
            new PrintStream(shown, true, UTF_8), false, Duration.ofSeconds(15), Instant::now);
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        TaskProgress progress =
            TaskProgress.show(spark.sc(), display, Set.of("kindred-evaluate"))) {
      assertThatCode(
              () ->
                  progress.onJobStart(
                      new SparkListenerJobStart(
                          0,
                          0,
                          JavaConverters.asScalaBuffer(List.<StageInfo>of()).toList(),
                          new Properties())))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void shortJobsAndThoseOfOthersAreNot() throws TimeoutException {
    assertThat(lines(0, "kindred-evaluate")).isEmpty();
    assertThat(lines(4, "kindred-train")).isEmpty();
  }
}
