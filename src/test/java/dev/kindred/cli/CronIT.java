package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script for cron, in cron's environment, with real runs. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@Tag("real")
class CronIT {
  private static final Path SCRIPT = Path.of("submit/cron/kindred-nightly").toAbsolutePath();
  private static final String DATE = "2026-01-31";
  private static final String ID = "tiny-" + DATE;

  /** What a process left. */
  private record Ended(int code, String err) {}

  @TempDir Path temp;

  @BeforeEach
  void linked() throws IOException {
    Files.createDirectories(temp.resolve("home/bin"));
    Files.createSymbolicLink(temp.resolve("home/bin/nightly"), SCRIPT);
  }

  private Process start(String err, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(temp.resolve("home/bin/nightly").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temp.resolve("home").toFile())
            .redirectOutput(temp.resolve(err + ".out").toFile())
            .redirectError(temp.resolve(err).toFile());
    Map<String, String> environment = builder.environment();
    String java = System.getenv("JAVA_HOME");
    String options = System.getenv("JAVA_TOOL_OPTIONS");
    environment.clear();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", temp.resolve("home").toString());
    environment.put("XDG_CACHE_HOME", Path.of("target/kindred/cron").toAbsolutePath().toString());
    environment.put("OMP_NUM_THREADS", "1");
    if (java != null) {
      environment.put("JAVA_HOME", java);
    }
    if (options != null) {
      environment.put("JAVA_TOOL_OPTIONS", options);
    }
    return builder.start();
  }

  private Ended end(String err, Process process) throws Exception {
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(temp.resolve(err + ".out")).as("cron would mail it").isEmptyFile();
    return new Ended(process.exitValue(), Files.readString(temp.resolve(err)));
  }

  private Ended ended(String... args) throws Exception {
    return end("err", start("err", args));
  }

  private List<String> night(String date, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "tiny",
                "--runs",
                temp.resolve("my runs").toString(),
                "--logs=" + temp.resolve("logs"),
                "--date",
                date));
    args.addAll(List.of(more));
    return args;
  }

  private Ended night(List<String> args) throws Exception {
    return ended(args.toArray(String[]::new));
  }

  /** Everything of {@link SmallRuns#args} but the command and what the script says itself. */
  private static List<String> training(String data) {
    List<String> all =
        SmallRuns.args(
            "run",
            data,
            "",
            2,
            "spark.master=local[1]",
            "spark.executors=1",
            "sampling.validation-share=0.5",
            "train.evaluate-every-rounds=1",
            "evaluate.raw-side=0");
    List<String> options = new ArrayList<>();
    for (int i = 1; i < all.size(); i += 2) {
      if (!all.get(i + 1).startsWith("run.path=")) {
        options.addAll(all.subList(i, i + 2));
      }
    }
    return options;
  }

  private String log() throws IOException {
    return Files.readString(temp.resolve("logs").resolve(ID + ".log"), StandardCharsets.UTF_8);
  }

  @Test
  void aNightRunsPublishesAndPrunesWhileASecondStartIsTurnedAway() throws Exception {
    Emoji.copy(temp.resolve("data"), 12, 4);
    Path runs = temp.resolve("my runs");
    List<String> night = night(DATE, "--publish", temp.resolve("models").toString(), "--keep", "1");
    night.add("--");
    night.addAll(training(temp.resolve("data").toString()));
    String[] args = night.toArray(String[]::new);

    Process first = start("first", args);
    Path lock = temp.resolve("logs/tiny.lock");
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> holds(lock));
    Ended second = ended(args);
    assertThat(second.code()).isEqualTo(75);
    assertThat(second.err())
        .startsWith("kindred-nightly: tiny is at work already: run " + ID + ", host ")
        .contains(", process " + first.pid() + ", since ")
        .hasLineCount(1);

    Ended done = end("first", first);
    assertThat(done.code()).as(log()).isZero();
    assertThat(done.err()).as("cron would mail it").isEmpty();
    assertThat(runs.resolve(ID).resolve("_SUCCESS")).exists();
    assertThat(temp.resolve("models/current.json")).content().contains("\"" + ID + "\"");
    assertThat(log())
        .contains("begin run of " + ID, "end run of " + ID + ", status 0")
        .contains("published " + ID, "end prune of " + ID + ", status 0");

    night.subList(night.indexOf("--keep"), night.indexOf("--")).clear();
    Ended again = night(night);
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(log()).contains("run of run " + ID + " is already done", "is published already");
  }

  private static boolean holds(Path lock) throws IOException {
    return Files.exists(lock) && Files.readString(lock).contains("process");
  }

  @Test
  void aFailureKeepsItsStatusAndLogAndNothingIsDeletedAfterIt() throws Exception {
    Path old = Files.createDirectories(temp.resolve("my runs/tiny-2026-01-01"));
    Files.writeString(old.resolve("keep"), "me");
    List<String> night = night(DATE, "--keep", "1", "--");
    night.addAll(training(temp.resolve("nothing-here").toString()));
    Ended bad = night(night);
    assertThat(bad.code()).isEqualTo(65);
    assertThat(bad.err())
        .startsWith("kindred-nightly: run of " + ID + " ended with 65; the log is ")
        .contains("\nkindred: ", "nothing-here");
    assertThat(log()).contains("end run of " + ID + ", status 65").doesNotContain("prune");
    assertThat(log()).doesNotContainIgnoringCase("exit code");
    assertThat(old.resolve("keep")).exists();

    night.addAll(List.of("--set", "train.sede=1"));
    Ended wrong = night(night);
    assertThat(wrong.code()).isEqualTo(64);
    assertThat(wrong.err()).contains("ended with 64").contains("did you mean kindred.train.seed?");
    assertThat(wrong.err()).as("of this attempt alone").doesNotContain("nothing-here");
  }

  @Test
  void mistakesOfTheCallAreNamed() throws Exception {
    assertThat(ended("tiny", "--logs", "l"))
        .isEqualTo(
            new Ended(
                64, "kindred-nightly: --runs is missing: the folder whose children are runs\n"));
    assertThat(ended("a/b").err()).contains("the name \"a/b\" has to begin with");
    assertThat(night(night("2026-02-30")).err()).contains("--date 2026-02-30 is not a date");
    assertThat(night(night(DATE, "--keep", "0")).err()).contains("--keep 0 is not a number from 1");
    assertThat(night(night(DATE, "--metric", "x")).err()).contains("need --publish");
    assertThat(night(night(DATE, "--what", "x")).err()).contains("--what is no option of this");
    assertThat(night(night(DATE, "--", "--set", "run.path=/x")).err())
        .contains("run.path follows from --runs, the name and --date");
    assertThat(temp.resolve("logs")).doesNotExist();
  }
}
