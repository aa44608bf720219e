package dev.kindred.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTablesTest {
  @TempDir Path dir;

  /** Rounds of 640 images in 6 seconds, the first in 18, an evaluation after every second. */
  private StudyRun run(double recall) throws IOException {
    StringBuilder lines =
        new StringBuilder("{\"stage\":\"pretrained\",\"eval.recall_at_1\":0.495}\n");
    for (int round = 1; round <= 4; round++) {
      lines.append(
          "{\"stage\":\"train\",\"round\":%d,\"images\":%d,\"round.seconds\":%d,\"round.input_seconds\":1,\"round.compute_seconds\":4,\"round.send_seconds\":0.75,\"round.average_seconds\":0.25}%n"
              .formatted(round, 640 * round, round == 1 ? 18 : 6));
      if (round % 2 == 0) {
        lines.append(
            "{\"stage\":\"test\",\"round\":%d,\"images\":%d,\"eval.recall_at_1\":%s}%n"
                .formatted(round, 640 * round, recall + 0.01 * round));
      }
    }
    Path file = dir.resolve("metrics.jsonl");
    Files.writeString(file, lines);
    return StudyRun.read(file);
  }

  private StudyTables tables() throws IOException {
    Map<StudyVariant, List<StudyRun>> runs = new LinkedHashMap<>();
    runs.put(StudyVariant.BASELINE, List.of(run(0.5), run(0.52)));
    return new StudyTables(2560, OptionalDouble.of(49.5), runs);
  }

  @Test
  void meanAndIntervalOverSeeds() throws IOException {
    assertThat(tables().markdown("c-"))
        .contains("| | 1,280 | 2,560 | minutes |\n")
        .contains("| 2 executors, H = 5 | 53.0 ± 12.7 | 55.0 ± 12.7 | 0.60 |\n")
        .contains("![Recall@1 against minutes, every](c-every-minutes.svg)");
  }

  @Test
  void theFirstRoundIsNotInTheMedians() throws IOException {
    assertThat(tables().markdown("c-"))
        .contains("| 2 executors, H = 5 | 4 | 640 | 6.00 | 1.00 | 4.00 | 0.75 | 0.25 | 107 |\n");
  }

  @Test
  void chartsHaveTheVariantsThatWereRun() throws IOException {
    assertThat(tables().charts("c-")).hasSize(6);
    assertThat(tables().charts("c-").get("c-ways-minutes.svg"))
        .contains("2 executors, H = 5  55.0", "pretrained  49.5", "minutes of training")
        .doesNotContain("exact");
    run(0.5);
    assertThat(StudyRun.pretrained(dir.resolve("metrics.jsonl"))).hasValue(49.5);
  }

  @Test
  void everyVariantIsMeasuredAtTheEnd() {
    for (StudyVariant v : StudyVariant.ALL) {
      int steps = 5120 / (v.executors() * v.batch());
      assertThat(steps % v.every()).as(v.name()).isZero();
      assertThat(steps / v.every() % v.evaluateEvery()).as(v.name()).isZero();
    }
    assertThat(StudyVariant.checkpoints(5120)).containsExactly(1280L, 2560L, 3840L, 5120L);
    assertThat(StudyVariant.checkpoints(128)).containsExactly(128L);
  }
}
