package dev.kindred.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.config.SparkSettings.StartWait;
import dev.kindred.engine.choice.Engines;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Progress;
import dev.kindred.run.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clusters that grant nothing. A real one is in {@link StandaloneIT}. */
@Timeout(60)
class SparkStartTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final StopSignal stop = new StopSignal();
  @TempDir Path temp;

  private SparkStart start(String master, Duration patience) {
    SparkConf conf =
        SparkSetup.conf(
            SparkSetupTest.config("spark.executor-gpus=" + (master.equals("yarn") ? 1 : 0)),
            new SparkConf(false),
            Map.of("spark.master", master));
    return new SparkStart(
        conf,
        Engines.dl4j(),
        new StartWait(patience, patience),
        stop,
        new Progress.Display(
            new PrintStream(shown, true, UTF_8),
            false,
            Duration.ofMillis(300),
            InstantSource.system()));
  }

  /** As Spark waits for a queue inside of its context's constructor. */
  private static JavaSparkContext never(SparkConf unused) {
    try {
      new CountDownLatch(1).await();
      throw new AssertionError();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aQueueThatGrantsNothingIsNamedAndLeft() {
    assertThatThrownBy(
            () -> start("yarn", Duration.ofSeconds(1)).start(() -> {}, SparkStartTest::never))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.TRY_LATER))
        .hasMessage(
            "no executor came; gave up waiting for executors: 0 of 2 after 1 s on yarn; asked for 1"
                + " cores, 2048 MiB, 1 GPUs each; lower that, or try again later");
    assertThat(shown.toString(UTF_8).lines().findFirst().orElse(""))
        .isEqualTo(
            "waiting for executors: 0 of 2 after 0 s on yarn; asked for 1 cores, 2048 MiB, 1 GPUs"
                + " each");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aRequestToStopEndsTheWait() {
    stop.request();
    assertThatThrownBy(
            () -> start("yarn", Duration.ofMinutes(9)).start(() -> {}, SparkStartTest::never))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.TRY_LATER));
  }

  @Test
  void aMasterThatIsNoneIsAMistake() {
    SparkStart start = start("mesos-and-more", Duration.ofMinutes(1));
    assertThatThrownBy(() -> start.start(() -> {}, JavaSparkContext::new))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessageStartingWith("Spark could not start on mesos-and-more: Could not parse Master");
  }

  @Test
  void gpusThatThisMachineDoesNotHaveAreRefusedAtOnce() throws IOException {
    refusedWith("exit 9", "finds none on this machine: it ended with 9");
    refusedWith("echo '{\"name\": \"gpu\", \"addresses\": []}'", "finds 0 on this machine");
    Path none = temp.resolve("none");
    assertThatThrownBy(() -> gpus(none)).hasMessageContaining("cannot be run");
  }

  @Test
  void gpusThatThisMachineHasAreOffered() throws IOException {
    SparkConf conf = gpus(script("echo '{\"name\": \"gpu\", \"addresses\": [\"0\"]}'"));
    assertThat(conf.get("spark.worker.resource.gpu.amount")).isEqualTo("1");
    assertThat(conf.get("spark.worker.resource.gpu.discoveryScript")).endsWith("/discover");
    assertThat(conf.get("spark.task.resource.gpu.amount")).isEqualTo("1");
  }

  private void refusedWith(String body, String message) throws IOException {
    Path script = script(body);
    assertThatThrownBy(() -> gpus(script))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessageContaining("spark.executor.resource.gpu.amount=1")
        .hasMessageContaining(message);
  }

  private Path script(String body) throws IOException {
    Path script = Files.writeString(temp.resolve("discover"), "#!/bin/sh\n" + body + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private static SparkConf gpus(Path script) {
    return SparkSetup.conf(
        SparkSetupTest.config("spark.executor-gpus=1"),
        new SparkConf(false),
        Map.of("spark.executor.resource.gpu.discoveryScript", script.toString()));
  }
}
