package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against what TensorBoard's own writer made: src/test/python/run/tensorboard_events.py. */
class TensorBoardLogTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00.500Z"));

  @TempDir Path temp;

  private void measure(RunFolder folder) {
    try (MetricsLog metrics = MetricsLog.open(folder, CLOCK)) {
      metrics.showIn(TensorBoardLog.create(folder, CLOCK.instant()));
      metrics.add(
          new Moment("pretrained", 0, 0, 0),
          List.of(Metric.RECALL_AT_K.at(1, 0.495), Metric.MAP_AT_R.of(Double.NaN)));
      metrics.add(
          new Moment("train", 1, 2, 128),
          List.of(Metric.LOSS.of(0.728), Metric.ROUND_SECONDS.of(3.25)));
      metrics.add(new Moment("trained", 1, 2, 1L << 40), List.of(Metric.RECALL_AT_K.at(1, 0.618)));
    }
  }

  @Test
  void theSameBytesAsTensorBoards() throws IOException {
    measure(new RunFolder(temp.resolve("run").toString(), "r", new Configuration()));
    try (var files = Files.list(temp.resolve("run/tensorboard"))) {
      Path file = files.toList().get(0);
      assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.1767225600.");
      assertThat(file).hasSameBinaryContentAs(Path.of("src/test/resources/run/events.golden"));
    }
  }

  @Test
  void whatCannotBeWrittenStopsNothing() throws IOException {
    Path run = Files.createDirectories(temp.resolve("run"));
    Files.writeString(run.resolve("tensorboard"), "a file where the folder should be");
    measure(new RunFolder(run.toString(), "r", new Configuration()));
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(3);
  }
}
