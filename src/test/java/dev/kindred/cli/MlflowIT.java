package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindred.run.Metric;
import dev.kindred.run.Moment;
import dev.kindred.testing.PythonVenv;
import dev.kindred.track.End;
import dev.kindred.track.MlflowTracker;
import dev.kindred.track.TrackedRun;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real MLflow server, and TensorBoard's own reader. */
@Tag("real")
class MlflowIT {
  private static final int ROUNDS = 3;
  private static final String TRACKED = "r1";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path temp;
  private static PythonVenv python;
  private static Process server;
  private static int port;

  /** One server for both tests: it takes ten seconds to start. */
  @BeforeAll
  static void install() throws IOException {
    python = PythonVenv.of("mlflow-3.17.2", "mlflow==3.17.2", "tensorboard==2.21.0");
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    start();
  }

  @AfterAll
  static void end() throws InterruptedException {
    if (server != null) {
      kill();
    }
  }

  private static void kill() throws InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
    all.add(server.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    server.waitFor(20, TimeUnit.SECONDS);
  }

  private static void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                python.program("mlflow").toString(),
                "server",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--workers",
                "1",
                "--backend-store-uri",
                "sqlite:///" + temp.resolve("mlflow.db"),
                "--artifacts-destination",
                temp.resolve("artifacts").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(temp.resolve("server.log").toFile()));
    // A dozen processes that wait for work of other kinds, each some ten seconds to start.
    builder.environment().put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
    server = builder.start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(6))
        .ignoreExceptions()
        .until(() -> get("/health").equals("OK"));
  }

  private static String uri() {
    return "http://127.0.0.1:" + port;
  }

  private static String get(String path) throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(uri() + path))
                .timeout(Duration.ofSeconds(10))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** The tracker's own, or the one of the program. */
  private static JsonNode onlyRun(boolean tracked) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(uri() + "/api/2.0/mlflow/runs/search"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"experiment_ids\":[\"0\",\"1\"],\"max_results\":10}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    List<JsonNode> runs = new ArrayList<>();
    for (JsonNode run : new ObjectMapper().readTree(answer.body()).path("runs")) {
      if (run.path("info").path("run_name").asText().equals(TRACKED) == tracked) {
        runs.add(run);
      }
    }
    assertThat(runs).as(answer.body()).hasSize(1);
    return runs.get(0);
  }

  private static JsonNode history(JsonNode run, String metric)
      throws IOException, InterruptedException {
    return new ObjectMapper()
        .readTree(
            get(
                "/api/2.0/mlflow/metrics/get-history?run_id="
                    + run.path("info").path("run_id").asText()
                    + "&metric_key="
                    + metric.replace("/", "%2F")))
        .path("metrics");
  }

  private static MlflowTracker tracker() {
    return new MlflowTracker(
        uri(),
        "kindred",
        new TrackedRun(TRACKED, "file:/it's/r1", Map.of("loss.name", "nca"), Map.of("t", "v")),
        Map.of(),
        new MlflowTracker.Patience(
            Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ofSeconds(30)));
  }

  private static void measure(MlflowTracker tracker, int from, int to) {
    for (int i = from; i < to; i++) {
      tracker.add(
          Instant.ofEpochSecond(i),
          new Moment("train", i, i, 100L * i),
          List.of(Metric.LOSS.of(i), Metric.MAP_AT_R.of(Double.NaN)));
    }
  }

  @Test
  void aServerThatIsStoppedInMidRunGetsWhatHasWaited() throws Exception {
    long slowest = 0;
    try (MlflowTracker tracker = tracker()) {
      measure(tracker, 0, 10);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> history(onlyRun(true), "train/loss").size() == 10);
      kill();
      for (int i = 10; i < 30; i++) {
        long begin = System.nanoTime();
        measure(tracker, i, i + 1);
        slowest = Math.max(slowest, System.nanoTime() - begin);
        Thread.sleep(50);
      }
      start();
      measure(tracker, 30, 40);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> history(onlyRun(true), "train/loss").size() == 40);
      tracker.ends(End.FINISHED);
    }
    assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofMillis(500));
    JsonNode run = onlyRun(true);
    assertThat(run.path("info").path("status").asText()).isEqualTo("FINISHED");
    assertThat(run.path("info").path("run_name").asText()).isEqualTo(TRACKED);
    List<Long> steps = new ArrayList<>();
    history(run, "train/loss").forEach(m -> steps.add(m.path("step").asLong()));
    assertThat(steps).hasSize(40).contains(0L, 1500L, 3900L);
    // The same run goes on.
    try (MlflowTracker tracker = tracker()) {
      measure(tracker, 40, 41);
      tracker.ends(End.KILLED);
    }
    assertThat(onlyRun(true).path("info").path("status").asText()).isEqualTo("KILLED");
    assertThat(history(run, "train/loss")).hasSize(41);
  }

  @Test
  void aRunHasItsParametersFiguresReportAndModel() throws Exception {
    Path data = temp.resolve("data");
    Emoji.copy(data, 8, 4);
    List<String> args =
        SmallRuns.args(
            "run",
            data.toString(),
            temp.resolve("run").toString(),
            3,
            "run.mlflow.uri=\"http://me:planted4711@127.0.0.1:" + port + "\"",
            "run.tensorboard=true",
            "spark.master=\"local[1]\"",
            "train.images-seen=36",
            "spark.conf.\"spark.hadoop.fs.s3a.secret.key\"=planted4711");
    SmallRuns.Ended ended = SmallRuns.execute(new Wiring(), args);
    assertThat(ended.code()).as(ended.err()).isZero();
    JsonNode run = onlyRun(false);
    assertThat(run.path("info").path("status").asText()).isEqualTo("FINISHED");
    String all = run.toString();
    assertThat(all)
        .contains("kindred.loss.name", "kindred.backbone.name", "efficientnet-lite0")
        .contains("train/loss", "trained/recall_at_1", "pretrained/recall_at_1")
        .contains("\"kindred.model\"")
        .doesNotContain("planted4711");
    assertThat(history(run, "train/loss")).hasSize(ROUNDS);
    try (Stream<Path> files = Files.walk(temp.resolve("artifacts"))) {
      Path report = files.filter(f -> f.endsWith("report.html")).findFirst().orElseThrow();
      assertThat(report).hasSameBinaryContentAs(temp.resolve("run/report.html"));
    }
    for (String name : List.of("weights.safetensors", "README.md")) {
      try (Stream<Path> files = Files.walk(temp.resolve("artifacts"))) {
        Path sent = files.filter(f -> f.endsWith("model/" + name)).findFirst().orElseThrow();
        assertThat(sent).hasSameBinaryContentAs(temp.resolve("run/model").resolve(name));
      }
    }
    readByTensorBoard();
    try (Stream<Path> files = Files.walk(temp.resolve("run"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("planted4711");
      }
    }
  }

  private void readByTensorBoard() throws IOException, InterruptedException {
    Process reader =
        new ProcessBuilder(
                python.program("python").toString(),
                "src/test/python/run/tensorboard_events.py",
                "read",
                temp.resolve("run/tensorboard").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> points =
        new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(reader.waitFor()).isZero();
    ObjectMapper mapper = new ObjectMapper();
    for (String line : Files.readAllLines(temp.resolve("run/metrics.jsonl"))) {
      JsonNode measured = mapper.readTree(line);
      if (measured.path("stage").asText().equals("train")) {
        assertThat(points)
            .contains(
                "train/loss %d %s"
                    .formatted(
                        measured.path("images").asLong(),
                        Double.toString((float) measured.path("train.loss").asDouble())));
      }
    }
    assertThat(points.stream().filter(p -> p.startsWith("train/loss "))).hasSize(ROUNDS);
  }
}
