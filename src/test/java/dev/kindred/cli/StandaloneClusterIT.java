package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.testing.SparkDistribution;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real master and two workers of an installed Spark, the assembled jar, the scripts: in client
 * mode a worker is lost in mid-run, in cluster mode the driver starts elsewhere than its files.
 */
@Tag("real")
@Timeout(1800)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandaloneClusterIT {
  private static final String HOST = "127.0.0.1";
  private static final List<Process> STARTED = new ArrayList<>();
  @TempDir private static Path temp;
  private static String master;
  private static Scripts scripts;
  private static byte[] reference;

  @BeforeAll
  static void cluster() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    master = "spark://" + HOST + ":" + port;
    spark("master.Master", "--host", HOST, "--port", "" + port, "--webui-port", "0");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              }
            });
    worker("one");
    worker("two");
    scripts = new Scripts(Files.createDirectory(temp.resolve("user")), Map.of());
    reference = scripts.reference();
  }

  private static void worker(String name) throws IOException {
    spark(
        "worker.Worker",
        "--host",
        HOST,
        "--webui-port",
        "0",
        "--cores",
        "2",
        "--memory",
        "3g",
        "--work-dir",
        temp.resolve("work-" + name).toString(),
        master);
  }

  private static void spark(String main, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                SparkDistribution.home().resolve("bin/spark-class").toString(),
                "org.apache.spark.deploy." + main));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("log-" + STARTED.size()).toFile());
    builder.environment().remove("SPARK_SCALA_VERSION");
    builder.environment().put("SPARK_HOME", SparkDistribution.home().toString());
    builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
    STARTED.add(builder.start());
  }

  @AfterAll
  static void end() {
    if (scripts != null) {
      scripts.close();
    }
    for (Process process : STARTED) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String[] args(String command, String run, String... more) {
    List<String> args =
        new ArrayList<>(List.of(command, "--config", "tiny.conf", "--set", "run.path=" + run));
    args.addAll(List.of("--master", master));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private static byte[] tensors(String run) throws IOException {
    Path file = temp.resolve("user").resolve(run).resolve("model/weights.safetensors");
    return Scripts.tensors(Files.readAllBytes(file));
  }

  @Test
  @Order(1)
  void inClusterModeTheDriversEndIsTheScripts() throws Exception {
    String[] cluster = {"--deploy-mode", "cluster"};
    Scripts.Ended ended = scripts.run(args("run", "one", cluster));
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("run ").contains("/one");
    assertThat(tensors("one")).isEqualTo(reference);

    Scripts.Ended other =
        scripts.run(args("run", "one", "--set=train.seed=7", "--deploy-mode=cluster"));
    assertThat(other.code()).as(other.err()).isEqualTo(64);
    assertThat(other.err()).contains("kindred: ").contains("train.seed");

    Scripts.Ended export = scripts.run(args("export", "one", cluster));
    assertThat(export.code()).as(export.err()).isZero();
    assertThat(temp.resolve("user/one/model/export")).isNotEmptyDirectory();
  }

  @Test
  @Order(2)
  void whatIsWrongIsSaidWithoutACluster() throws Exception {
    Scripts.Ended key =
        scripts.run(args("run", "two", "--set", "train.sede=1", "--deploy-mode", "cluster"));
    assertThat(key.code()).isEqualTo(64);
    assertThat(key.err())
        .contains("kindred: command line: kindred.train.sede is not a key")
        .doesNotContain("driver");
    Scripts.Ended weights =
        scripts.run(
            args("run", "two", "--set", "backbone.weights=no.pth", "--deploy-mode", "cluster"));
    assertThat(weights.code()).isEqualTo(65);
    assertThat(weights.err()).contains("kindred: kindred.backbone.weights = no.pth does not exist");
  }

  @Test
  @Order(3)
  void inClientModeALostWorkerChangesNothing() throws Exception {
    Scripts.Running running = scripts.start(args("run", "three", "--executor-memory", "700m"));
    Path second = temp.resolve("user/three/checkpoints/round-00000002");
    Awaitility.await()
        .atMost(Duration.ofMinutes(12))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !running.process().isAlive() || Files.exists(second));
    Process worker = STARTED.get(2);
    worker.descendants().forEach(ProcessHandle::destroyForcibly);
    worker.destroyForcibly();
    boolean early =
        Files.notExists(
            temp.resolve("user/three/checkpoints/round-%08d".formatted(Scripts.ROUNDS)));
    Scripts.Ended ended = running.await();
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(early).as("the worker was lost before the last round").isTrue();
    assertThat(tensors("three")).isEqualTo(reference);
  }
}
