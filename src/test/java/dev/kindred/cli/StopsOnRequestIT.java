package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.run.RunFiles;
import dev.kindred.run.StopSignal;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM lets a job save with its executors still there, and ends with 75. */
class StopsOnRequestIT {
  /** Works until it is asked to stop, then once more. */
  static final class Works extends NoJobs {
    @Override
    public void train(JobContext context) {
      long rounds = 0;
      while (!context.stop().isRequested()) {
        context.spark().parallelize(List.of(1, 2), 2).count();
        if (rounds++ == 0) {
          context.out().println("ready");
        }
      }
      long saved = context.spark().parallelize(List.of(1, 2, 3), 2).count();
      context.stop().check(saved + " things are saved");
    }

    /** The same way in as the real program's. */
    public static void main(String[] args) {
      StopSignal stop = new StopSignal();
      Signals.onTermination(stop);
      System.exit(Kindred.execute(new Works(), stop, System.out, System.err, args));
    }
  }

  @TempDir Path temp;

  @Test
  void sigtermSavesAndEndsWithTryLater() throws Exception {
    Path run = temp.resolve("run");
    Path err = temp.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@target/kindred/java.options",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Works.class.getName(),
                "train",
                "--set",
                "data.path=x",
                "--set",
                "run.path=" + run,
                "--set",
                "spark.executor-heap-mb=512")
            .redirectError(err.toFile())
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      process.destroy();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(process.exitValue()).isEqualTo(75);
    assertThat(Files.readString(err))
        .contains("kindred: asked to stop; saving first, a second time ends at once")
        .contains(
            "kindred: stopped on request; 3 things are saved; the same command with the same --run-id"
                + " goes on");
    assertThat(Files.readString(run.resolve(RunFiles.STATUS))).contains("\"interrupted\"");
    assertThat(run.resolve(RunFiles.LOCK)).doesNotExist();
  }
}
