package dev.kindred.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.run.Exit;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricsLog;
import dev.kindred.run.Moment;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import dev.kindred.run.RunStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeTest {
  private static final String MAP = Metric.VALIDATION_MAP_AT_R.key();
  private static final String RECALL = Metric.RECALL_AT_K.key(1);

  @TempDir Path temp;

  private RunFolder folder() {
    return new RunFolder(temp.toString(), "r", new Configuration());
  }

  private Outcome read() {
    return Outcome.read(Planned.of(Point.asConfigured(), 0, 1), folder(), MAP, RECALL);
  }

  @Test
  void theBestIsTheFirstOfEqualOnesAndOfTheChosenMetric() {
    RunFolder folder = folder();
    try (MetricsLog log = MetricsLog.open(folder, InstantSource.system())) {
      double[] maps = {0.1, 0.3, 0.3, 0.2};
      double[] recalls = {0.9, 0.1, 0.2, 0.3};
      for (int i = 0; i < maps.length; i++) {
        log.add(
            new Moment("validation", i + 1, 10L * (i + 1), 320),
            List.of(
                Metric.VALIDATION_MAP_AT_R.of(maps[i]),
                Metric.VALIDATION_RECALL_AT_1.of(recalls[i])));
        log.add(
            new Moment("test", i + 1, 10L * (i + 1), 320),
            List.of(Metric.RECALL_AT_K.at(1, recalls[i])));
      }
    }
    folder.write(
        RunFiles.STATUS,
        new RunStatus(
                RunStatus.State.DONE,
                "r",
                "hash",
                "evaluate",
                List.of("train", "evaluate"),
                Instant.EPOCH,
                Map.of(RECALL, 0.25, "train.loss", 1.0, Metric.EVAL_SECONDS.key(), 3.0),
                "",
                Exit.DONE,
                "dl4j")
            .json());
    Outcome outcome = read();
    assertThat(outcome.done()).isTrue();
    assertThat(outcome.best()).hasValue(0.3);
    assertThat(outcome.bestStep()).isEqualTo(20);
    assertThat(outcome.figures()).containsOnlyKeys(RECALL).containsEntry(RECALL, 0.25);
    assertThat(outcome.bestOnTest()).as("not the honest figure").hasValue(0.9);
  }

  @Test
  void aLoweredRateIsFoundWhereItWasLowered() {
    try (MetricsLog log = MetricsLog.open(folder(), InstantSource.system())) {
      double[] rates = {0.05, 0.1, 0.1, 0.01, 0.01, 0.001};
      for (int i = 0; i < rates.length; i++) {
        log.add(
            new Moment("train", i + 1, 10L * (i + 1), 320),
            List.of(Metric.LEARNING_RATE.of(rates[i])));
      }
    }
    assertThat(read().dropSteps()).containsExactly(30L, 50L);
  }

  @Test
  void anEmptyFolderHasNotBegun() {
    Outcome outcome = read();
    assertThat(outcome.done()).isFalse();
    assertThat(outcome.best()).isEmpty();
    assertThat(outcome.error()).isEqualTo("not begun");
  }
}
