package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.cli.Kindred;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program as a process, with executor processes, whose driver is killed (-9). */
@Tag("real")
class DriverKilledIT {
  private static final int ROUNDS = 4;
  private static final String LAST = "checkpoints/round-0000000" + ROUNDS;

  @TempDir Path dir;

  /** What a process left. */
  private record Ended(int code, String err) {}

  private Process start(String id, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("target/kindred/java.options").toAbsolutePath(),
                "-Xmx700m",
                "-Dorg.bytedeco.javacpp.cachedir="
                    + System.getProperty("org.bytedeco.javacpp.cachedir"),
                "-cp",
                System.getProperty("java.class.path"),
                Kindred.class.getName(),
                "train"));
    List<String> settings = new ArrayList<>(TinyTraining.settings(ROUNDS));
    settings.add("data.path=images");
    // Relative, as users write it, though executors work in folders of their own.
    settings.add("run.path=" + id);
    settings.add("store.path=store");
    settings.forEach(s -> command.addAll(List.of("--set", s)));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .directory(dir.toFile())
        .redirectOutput(dir.resolve(id + ".out").toFile())
        .redirectError(dir.resolve(id + ".err").toFile())
        .start();
  }

  private Ended end(String id, Process process) throws IOException, InterruptedException {
    assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(dir.resolve(id + ".err")));
  }

  private List<String> checkpoints(String id) throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve(id).resolve("checkpoints"))) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.startsWith("round-"))
          .sorted()
          .toList();
    }
  }

  private static void assertOrphansEnd(List<String> pids) throws InterruptedException {
    assertThat(pids).as("executors").hasSizeGreaterThanOrEqualTo(TinyTraining.WORKERS);
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (pids.stream().anyMatch(DriverKilledIT::runs) && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    assertThat(pids)
        .as("still running a minute after their driver")
        .noneMatch(DriverKilledIT::runs);
  }

  /** A process that has ended and that nobody has waited for (a zombie) does not run. */
  private static boolean runs(String pid) {
    try {
      return !Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
    } catch (IOException gone) {
      return false;
    }
  }

  @Test
  void theSameCommandGoesOnToTheSameBits() throws Exception {
    try (JavaSparkContext spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[1]")
                .setAppName("DriverKilledIT")
                .set("spark.ui.enabled", "false"))) {
      TinyStore.store(spark, dir, 24, 4);
    }
    Ended whole = end("whole", start("whole"));
    assertThat(whole.code()).as(whole.err()).isZero();

    Process killed =
        start(
            "killed",
            "--conf",
            "spark.extraListeners=" + DriverKiller.class.getName(),
            "--conf",
            DriverKiller.ROUND + "=train: round 4,",
            "--conf",
            DriverKiller.ORPHANS + "=" + dir.resolve("orphans"));
    assertThat(end("killed", killed).code()).as("SIGKILL").isEqualTo(128 + 9);
    assertThat(checkpoints("killed")).contains("round-00000002").doesNotContain("round-00000004");
    assertOrphansEnd(Files.readAllLines(dir.resolve("orphans")));
    Path first = dir.resolve("killed/checkpoints/round-00000002");
    FileTime written = Files.getLastModifiedTime(first);
    assertThat(dir.resolve("killed/_lock")).as("nobody took it away").exists();
    assertThat(dir.resolve("killed/_SUCCESS")).doesNotExist();

    Ended more = end("killed", start("killed", "--set", "spark.master=\"local-cluster[1,1,700]\""));
    assertThat(more.code()).isEqualTo(64);
    assertThat(more.err()).contains("kindred: ").contains("executors: 2 -> 1");

    Ended resumed = end("killed", start("killed"));
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(
            Files.mismatch(dir.resolve("whole").resolve(LAST), dir.resolve("killed").resolve(LAST)))
        .as("first byte that differs in the last checkpoint: parameters, moments, position")
        .isEqualTo(-1);
    assertThat(Files.getLastModifiedTime(first)).as("did not start anew").isEqualTo(written);
    assertThat(Files.readAllLines(dir.resolve("killed/metrics.jsonl")))
        .as("one line a round")
        .hasSize(ROUNDS);
  }
}
