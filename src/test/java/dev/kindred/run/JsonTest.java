package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that JSON does not have are null in whatever is written. */
class JsonTest {
  private static final double[] NONE = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };

  @TempDir Path temp;

  @Test
  void numbersThatJsonDoesNotHaveAreNull() throws Exception {
    ObjectNode node = Json.object();
    node.put("double", Double.NaN).put("float", Float.POSITIVE_INFINITY).put("whole", 3);
    node.putArray("list").add(Double.NEGATIVE_INFINITY).add(1.5);
    node.putObject("inner").put("x", Double.NaN);
    String line =
        "{\"double\":null,\"float\":null,\"whole\":3,\"list\":[null,1.5],\"inner\":{\"x\":null}}";
    assertThat(Json.line(node)).isEqualTo(line);
    assertThat(new ObjectMapper().readTree(Json.pretty(node)).toString()).isEqualTo(line);
  }

  @Test
  void metricsAndStatusAreStrict() throws Exception {
    RunFolder folder = new RunFolder(temp.toString(), "r1", new Configuration());
    for (double none : NONE) {
      try (MetricsLog log = MetricsLog.open(folder, new HandClock())) {
        log.add(Moment.of("train"), List.of(Metric.LOSS.of(none), Metric.NMI.of(0.5)));
      }
      String text = folder.read(RunFiles.METRICS).orElseThrow().lines().reduce("", (a, b) -> b);
      JsonNode read = new ObjectMapper().readTree(text);
      assertThat(read.get("train.loss").isNull()).isTrue();
      assertThat(read.get("eval.nmi").asDouble()).isEqualTo(0.5);

      RunStatus status =
          new RunStatus(
              RunStatus.State.FAILED,
              "r1",
              "h",
              "train",
              List.of(),
              Instant.EPOCH,
              Map.of("train.loss", none, "x", 1.0),
              "",
              Exit.FAILED,
              "torch");
      assertThat(new ObjectMapper().readTree(status.json()).at("/metrics/train.loss").isNull())
          .isTrue();
      assertThat(RunStatus.parse(status.json()).engine()).isEqualTo("torch");
      assertThat(RunStatus.parse(status.json()).exit()).isEqualTo(Exit.FAILED);
      assertThat(RunStatus.parse(status.json()).metrics())
          .containsEntry("train.loss", Double.NaN)
          .containsEntry("x", 1.0);
    }
  }
}
