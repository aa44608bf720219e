package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.testing.SparkDistribution;
import dev.kindred.testing.StandaloneDaemons;
import java.io.IOException;
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
  @TempDir private static Path temp;
  private static StandaloneDaemons daemons;
  private static Process second;
  private static String master;
  private static Scripts scripts;
  private static byte[] reference;

  @BeforeAll
  static void cluster() throws IOException {
    Path home = SparkDistribution.home();
    List<String> launcher = List.of(home.resolve("bin/spark-class").toString());
    daemons = new StandaloneDaemons(launcher, temp, builder -> installed(builder, home));
    master = daemons.url();
    daemons.worker(2, "3g");
    second = daemons.worker(2, "3g");
    scripts = new Scripts(Files.createDirectory(temp.resolve("user")), Map.of());
    reference = scripts.reference();
  }

  private static void installed(ProcessBuilder builder, Path home) {
    builder.environment().remove("SPARK_SCALA_VERSION");
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
  }

  @AfterAll
  static void end() {
    if (scripts != null) {
      scripts.close();
    }
    if (daemons != null) {
      daemons.close();
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
    Scripts.Running running =
        scripts.start(args("run", "three", "--executor-memory", "700m", "--set", Scripts.SAVING));
    Path checkpoint = temp.resolve("user/three/checkpoints/round-00000001");
    Awaitility.await()
        .atMost(Duration.ofMinutes(12))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !running.process().isAlive() || Files.exists(checkpoint));
    second.descendants().forEach(ProcessHandle::destroyForcibly);
    second.destroyForcibly();
    boolean early =
        Files.notExists(
            temp.resolve("user/three/checkpoints/round-%08d".formatted(Scripts.ROUNDS)));
    Scripts.Ended ended = running.await();
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(early).as("the worker was lost before the last round").isTrue();
    assertThat(tensors("three")).isEqualTo(reference);
  }
}
