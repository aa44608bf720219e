package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindred.run.LiveMetrics;
import dev.kindred.run.Metric;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What others see of a run on executor processes: logs, Spark's metrics, and no secrets. */
class ObservedRunIT {
  private static final String SECRET = "planted0815x";

  @TempDir Path temp;

  private static void warn(int i) {
    LoggerFactory.getLogger(ObservedRunIT.class)
        .warn("first line {}\nsecond line, key {}", i, SECRET, new IOException("with " + SECRET));
  }

  private static double trained() {
    return LiveMetrics.ofThisProcess().get(Metric.EXECUTOR_IMAGES);
  }

  @Test
  void linesAreObjectsWithTheRunAndFiguresAreServed() throws Exception {
    Path data = temp.resolve("data");
    Emoji.copy(data, 8, 4);
    Instant before = Instant.now().minusSeconds(1);
    List<String> args =
        SmallRuns.args(
            "train",
            data.toString(),
            temp.resolve("run").toString(),
            3,
            "run.id=seen-1",
            "run.log-format=json",
            "spark.ui=true",
            "spark.conf.\"spark.ui.port\"=0",
            "spark.conf.\"spark.hadoop.fs.s3a.secret.key\"=" + SECRET);
    try (SharedSpark jobs = new SharedSpark()) {
      List<String> prepare = new ArrayList<>(args);
      prepare.set(0, "prepare");
      assertThat(SmallRuns.execute(jobs, prepare).code()).isZero();
      SmallRuns.Ended ended = SmallRuns.execute(jobs, args);
      assertThat(ended.code()).as(ended.err()).isZero();
      JavaSparkContext spark = jobs.start(null);
      prometheus(spark);
      spark.parallelize(List.of(0, 1), 2).foreach(ObservedRunIT::warn);
      List<Double> trained = spark.parallelize(List.of(0, 1), 2).map(i -> trained()).collect();
      assertThat(trained.stream().mapToDouble(d -> d).sum())
          .isEqualTo(
              3.0 * SmallRuns.STEPS * SmallRuns.WORKERS * SmallRuns.CLASSES * SmallRuns.IMAGES);
    }
    executorsLogs(before);
  }

  private static void prometheus(JavaSparkContext spark) throws Exception {
    String page =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(spark.sc().uiWebUrl().get() + "/metrics/prometheus/"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    for (String metric :
        List.of("train_images_per_second", "train_input_wait_share", "round_average_seconds")) {
      String line =
          page.lines()
              .filter(
                  l ->
                      l.startsWith(
                          "metrics_kindred_driver_plugin_dev_kindred_cli_RunPlugin_"
                              + metric
                              + "_Value"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(metric + " is not in " + page));
      assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .isGreaterThanOrEqualTo(0);
    }
  }

  private static void executorsLogs(Instant after) throws IOException {
    List<JsonNode> warnings = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    try (Stream<Path> files = Files.walk(Path.of(System.getenv("SPARK_HOME"), "work"))) {
      for (Path file : files.filter(f -> f.endsWith("stderr")).toList()) {
        if (Files.getLastModifiedTime(file).compareTo(FileTime.from(after)) < 0) {
          continue;
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        assertThat(text).doesNotContain(SECRET);
        for (String line : text.lines().toList()) {
          if (line.contains("first line")) {
            warnings.add(mapper.readTree(line));
          }
        }
      }
    }
    assertThat(warnings).hasSizeGreaterThanOrEqualTo(2);
    for (JsonNode warning : warnings) {
      assertThat(warning.path("run").asText()).isEqualTo("seen-1");
      assertThat(warning.path("process").asText()).startsWith("executor ");
      assertThat(warning.path("level").asText()).isEqualTo("WARN");
      assertThat(warning.path("message").asText())
          .matches(
              "first line \\d \\| second line, key \\*\\*\\* \\| java.io.IOException: with \\*\\*\\* at .*");
    }
  }
}
