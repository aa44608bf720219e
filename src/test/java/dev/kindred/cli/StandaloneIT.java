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
import dev.kindred.testing.StandaloneDaemons;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real master and a worker of one core, 700 MiB and no GPU, as processes. */
@Timeout(300)
class StandaloneIT {
  @TempDir static Path temp;
  private static StandaloneDaemons daemons;
  private static String master;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @BeforeAll
  static void cluster() throws IOException {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@target/kindred/java.options",
            "-Xmx256m",
            "-cp",
            jars());
    daemons = new StandaloneDaemons(java, temp, builder -> {});
    master = daemons.url();
    daemons.worker(1, "700M");
  }

  private static String jars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar") && !entry.endsWith("kindred.jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @AfterAll
  static void end() {
    if (daemons != null) {
      daemons.close();
    }
  }

  private JavaSparkContext start(String... settings) {
    Map<String, String> all = new TreeMap<>();
    all.put("spark.master", master);
    all.put("spark.executor.instances", "1");
    all.put("spark.executor.memory", "512m");
    // What a worker is started with has the libraries; this program travels as in a cluster.
    String tests = Path.of("target/test-classes").toAbsolutePath().toString();
    all.put("spark.executor.extraClassPath", jars() + File.pathSeparator + tests);
    all.put("spark.jars", Path.of("target/kindred.jar").toUri().toString());
    all.put("spark.driver.host", "127.0.0.1");
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    SparkConf conf = SparkSetup.conf(SparkSetupTest.config(), new SparkConf(false), all);
    Progress.Display display =
        new Progress.Display(
            new PrintStream(shown, true, UTF_8),
            false,
            Duration.ofSeconds(1),
            InstantSource.system());
    return new SparkStart(
            conf,
            Engines.dl4j(),
            new StartWait(Duration.ofSeconds(10), Duration.ofSeconds(150)),
            new StopSignal(),
            display)
        .start(() -> {}, JavaSparkContext::new);
  }

  /** Names nothing of this program, which executors load from a jar of their own. */
  private static final class Joined implements Function<Integer, String> {
    private static final long serialVersionUID = 1;

    @Override
    public String call(Integer unused) {
      return System.getProperty("my.password") + System.getProperty("a");
    }
  }

  private void refused(String asked, String... settings) {
    assertThatThrownBy(() -> start(settings).close())
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessageContaining("no executor came; gave up waiting for executors: 0 of 1 after")
        .hasMessageContaining("asked for " + asked + " each; " + master + " has 1 workers")
        .hasMessageContaining("the largest with 1 cores, 700 MiB, 0 GPUs; no worker is that large");
    assertThat(shown.toString(UTF_8)).contains("waiting for executors: 0 of 1 after 1 s");
  }

  @Test
  void anExecutorLargerThanEveryWorkerIsNamed() {
    refused("1 cores, 1024 MiB, 0 GPUs", "spark.executor.memory", "1g");
  }

  @Test
  void aGpuThatNoWorkerHasIsNamed() {
    refused("1 cores, 512 MiB, 1 GPUs", "spark.executor.resource.gpu.amount", "1");
  }

  @Test
  void secretOptionsReachExecutorsButNotTheirCommandLines() {
    String planted = "plantedInOptions" + ProcessHandle.current().pid();
    try (JavaSparkContext spark =
        start("spark.executor.extraJavaOptions", "-Da=b -Dmy.password=" + planted)) {
      List<String> seen = spark.parallelize(List.of(0), 1).map(new Joined()).collect();
      assertThat(seen).containsExactly(planted + "b");
      List<String> commands = CommandLines.containing("CoarseGrainedExecutorBackend");
      assertThat(commands).isNotEmpty().noneMatch(c -> c.contains(planted));
    }
  }
}
