package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.run.Json;
import dev.kindred.testing.PythonVenv;
import dev.kindred.testing.SparkDistribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The DAG in a real Airflow 3, whose tasks submit the assembled jar to two executor processes. */
@Tag("airflow")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class AirflowIT {
  private static final Path DAGS = Path.of("submit/airflow").toAbsolutePath();
  private static final String WEIGHTS = "model/weights.safetensors";
  private static final int ROUNDS = 6;

  @TempDir static Path temp;
  private static PythonVenv airflow;
  private static Path spark;

  @BeforeAll
  static void install() throws Exception {
    String requirements = DAGS.resolve("requirements.txt").toString();
    Matcher version =
        Pattern.compile("apache-airflow==(\\S+)").matcher(Files.readString(Path.of(requirements)));
    assertThat(version.find()).isTrue();
    airflow =
        PythonVenv.of(
            "airflow-" + version.group(1),
            "-r",
            requirements,
            "-c",
            "src/test/python/airflow-constraints.txt");
    spark = SparkDistribution.in(temp.resolve("spark"));
    Emoji.copy(temp.resolve("data"), 12, 4);
    Process migrated = airflow("migrate", "db", "migrate");
    assertThat(migrated.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(migrated.exitValue()).as(log("migrate")).isZero();
  }

  private static Process airflow(String log, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(airflow.program("airflow").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve(log + ".log").toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("AIRFLOW"));
    environment.put("AIRFLOW_HOME", temp.resolve("airflow").toString());
    environment.put("AIRFLOW__CORE__DAGS_FOLDER", DAGS.toString());
    environment.put("AIRFLOW__CORE__LOAD_EXAMPLES", "False");
    environment.put("AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY", "1");
    environment.put("AIRFLOW_VAR_KINDRED_SPARK_HOME", spark == null ? "" : spark.toString());
    environment.put("AIRFLOW_VAR_KINDRED_JAR", jar());
    environment.put(
        "AIRFLOW_CONN_SPARK_DEFAULT",
        // Executors as processes have tests of their own; a driver alone starts in half of the
        // time.
        "{\"conn_type\": \"spark\", \"host\": \"local[2]\"}");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("SPARK_HOME", "/nowhere");
    return builder.start();
  }

  private static String jar() {
    return Path.of("target/kindred-cluster.jar").toAbsolutePath().toString();
  }

  private static String log(String name) throws IOException {
    return Files.readString(temp.resolve(name + ".log"));
  }

  /** Parameters of the DAG: what {@link SmallRuns} has, as Airflow would pass them on. */
  private static String parameters(String data) {
    List<String> args =
        SmallRuns.args(
            "",
            data,
            "",
            ROUNDS,
            "sampling.validation-share=0.5",
            "train.evaluate-every-rounds=3",
            "train.checkpoint.every-rounds=1",
            "evaluate.raw-side=0");
    var params = Json.object();
    params.put("name", "tiny");
    params.put("runs", temp.resolve("runs").toString());
    params.put("publish_to", temp.resolve("models").toString());
    var set = params.putArray("set");
    args.stream()
        .filter(a -> a.contains("=") && !a.startsWith("run.path=") && !a.startsWith("spark.master"))
        .forEach(set::add);
    return params.toString();
  }

  private static Process test(String log, String data, String date) throws IOException {
    return airflow(
        log,
        "dags",
        "test",
        "-c",
        parameters(temp.resolve(data).toString()),
        "kindred_nightly",
        date);
  }

  private static String ended(String log, Process process) throws Exception {
    assertThat(process.waitFor(8, TimeUnit.MINUTES)).as(log(log)).isTrue();
    return log(log);
  }

  private static Path run(String date) {
    return temp.resolve("runs/tiny-" + date + "T000000");
  }

  /** The driver, which Airflow's process starts; executors are its children. */
  private static ProcessHandle driver(Process process) {
    return process
        .descendants()
        .filter(AirflowIT::isJava)
        .filter(p -> p.parent().filter(AirflowIT::isJava).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/java");
  }

  @Test
  void aDateTwiceAndAnotherWithAKilledDriverGiveTheSameModel() throws Exception {
    String first = ended("first", test("first", "data", "2026-01-01"));
    Path run = run("20260101");
    assertThat(run.resolve("_SUCCESS")).as(first).exists();
    assertThat(first).contains("published tiny-20260101T000000").doesNotContain("Task failed");
    assertThat(temp.resolve("models/current.json")).content().contains("tiny-20260101T000000");
    FileTime written = Files.getLastModifiedTime(run.resolve(WEIGHTS));

    String again = ended("again", test("again", "data", "2026-01-01"));
    for (String command : List.of("prepare", "train", "evaluate")) {
      assertThat(again).contains(command + " of run tiny-20260101T000000 is already done");
    }
    assertThat(again).contains("is published already");
    assertThat(Files.getLastModifiedTime(run.resolve(WEIGHTS))).isEqualTo(written);

    Path other = run("20260102");
    Process killed = test("killed", "data", "2026-01-02");
    awaitCheckpoint(other, 0, killed);
    // What Airflow does to a task that somebody clears; the task is then tried again.
    ProcessHandle stopped = driver(killed);
    killed.destroy();
    stopped.onExit().get(2, TimeUnit.MINUTES);
    int saved = newest(other);
    awaitCheckpoint(other, saved, killed);
    driver(killed).destroyForcibly();
    String resumed = ended("killed", killed);
    assertThat(other.resolve("_SUCCESS")).as(resumed).exists();
    assertThat(resumed).contains("Error code is: 75", "Error code is: -9");
    assertThat(tensors(other)).isEqualTo(tensors(run));
  }

  /** Without the head of the file, which names the run. */
  private static byte[] tensors(Path run) throws IOException {
    return Scripts.tensors(Files.readAllBytes(run.resolve(WEIGHTS)));
  }

  private static void awaitCheckpoint(Path run, int after, Process process) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(6))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> newest(run) > after || !process.isAlive());
  }

  /** The round of the newest checkpoint, or 0. */
  private static int newest(Path run) throws IOException {
    if (!Files.isDirectory(run.resolve("checkpoints"))) {
      return 0;
    }
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("round-\\d+"))
          .mapToInt(name -> Integer.parseInt(name.substring("round-".length())))
          .max()
          .orElse(0);
    }
  }

  @Test
  void badDataAreNotTriedAgain() throws Exception {
    String said = ended("bad", test("bad", "nothing-here", "2026-01-03"));
    assertThat(said)
        .contains("kindred prepare ended with status 65: bad data")
        .contains("nothing-here");
    assertThat(said.split("Spark-Submit cmd", -1)).as(said).hasSize(2);
    assertThat(run("20260103").resolve("_SUCCESS")).doesNotExist();
  }
}
