package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  @TempDir Path temp;
  private final HandClock clock = new HandClock();
  private RunFolder folder;

  @BeforeEach
  void open() {
    folder = new RunFolder(temp.resolve("run").toString(), "r1", new Configuration());
  }

  private static Moment round(long round) {
    return new Moment("train", round, round * 5, round * 320);
  }

  @Test
  void oneObjectALine() {
    try (MetricsLog log = MetricsLog.open(folder, clock)) {
      log.add(round(1), List.of(Metric.LOSS.of(0.5), Metric.RECALL_AT_K.at(8, 0.25)));
      log.add(Moment.of("raw-pixels"), List.of(Metric.RECALL_AT_K.at(1, 0.125)));
    }
    assertThat(folder.read(RunFiles.METRICS).orElseThrow())
        .isEqualTo(
            "{\"time\":\"2024-05-06T07:08:09Z\",\"stage\":\"train\",\"round\":1,\"step\":5,"
                + "\"images\":320,\"train.loss\":0.5,\"eval.recall_at_8\":0.25}\n"
                + "{\"time\":\"2024-05-06T07:08:09Z\",\"stage\":\"raw-pixels\",\"round\":0,"
                + "\"step\":0,\"images\":0,\"eval.recall_at_1\":0.125}\n");
  }

  @Test
  void theFileIsRenewedEverySoOften() {
    MetricsLog log = MetricsLog.open(folder, clock);
    log.add(round(1), List.of(Metric.LOSS.of(0.5)));
    assertThat(folder.exists(RunFiles.METRICS)).isFalse();
    clock.forward(Duration.ofSeconds(6));
    log.add(round(2), List.of(Metric.LOSS.of(0.4)));
    assertThat(folder.read(RunFiles.METRICS).orElseThrow().lines()).hasSize(2);
  }

  @Test
  void aResumedRunForgetsTheRoundsItDoesAgain() {
    try (MetricsLog log = MetricsLog.open(folder, clock)) {
      for (int i = 1; i <= 4; i++) {
        log.add(round(i), List.of(Metric.LOSS.of(i)));
      }
    }
    try (MetricsLog log = MetricsLog.open(folder, clock)) {
      assertThat(log.lines()).hasSize(4);
      log.forgetAfter(2);
      log.add(round(3), List.of(Metric.LOSS.of(0.25)));
    }
    assertThat(folder.read(RunFiles.METRICS).orElseThrow().lines())
        .hasSize(3)
        .last()
        .asString()
        .contains("\"round\":3")
        .endsWith("\"train.loss\":0.25}");
  }

  @Test
  void namesComeFromTheCatalogue() {
    assertThat(Metric.RECALL_AT_K.key(10)).isEqualTo("eval.recall_at_10");
    assertThat(Metric.R_PRECISION.of(1).name()).isEqualTo("eval.r_precision");
    assertThat(Metric.values()).allSatisfy(m -> assertThat(m.meaning()).isNotBlank());
    assertThat(Metric.values()).extracting(Metric::key).doesNotHaveDuplicates();
    assertThatThrownBy(() -> Metric.RECALL_AT_K.of(1)).hasMessageContaining("use at(k, value)");
    assertThatThrownBy(() -> Metric.LOSS.at(1, 1)).hasMessage("train.loss has no member 1");
  }
}
