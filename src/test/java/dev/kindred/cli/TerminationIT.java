package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.run.RunFiles;
import dev.kindred.run.StopSignal;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM ends whatever a command is at within ten seconds, and all say the same about it. */
@Tag("real")
class TerminationIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Work that hears nothing. */
  static final class Deaf extends NoJobs {
    private static void work() {
      long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      while (System.nanoTime() < until) {
        rest();
      }
    }

    /** Takes no note of an interrupt, and no core for itself. */
    private static void rest() {
      Thread.interrupted();
      LockSupport.parkNanos(10_000_000);
    }

    /** Tasks in something like native code, and a driver that waits for their results. */
    @Override
    public void prepare(JobContext context) {
      context.spark();
      context.out().println("ready");
      context
          .spark()
          .parallelize(List.of(1, 2), 2)
          .map(
              i -> {
                work();
                return i;
              })
          .collect();
    }

    /** The driver's own work. */
    @Override
    public void evaluate(JobContext context) {
      context.out().println("ready");
      work();
    }

    /** Done in spite of the request. */
    @Override
    public void train(JobContext context) {
      context.out().println("ready");
      while (!context.stop().isRequested()) {
        rest();
      }
    }

    public static void main(String[] args) {
      StopSignal stop = new StopSignal();
      Signals.onTermination(stop);
      int code = Kindred.execute(new Deaf(), stop, System.out, System.err, args);
      if (code != 0) {
        System.exit(code);
      }
    }
  }

  @TempDir Path temp;
  private String err;
  private Duration took;

  private int end(String command, String signal, int times) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@target/kindred/java.options",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Deaf.class.getName(),
                command,
                "--set",
                "data.path=x",
                "--set",
                "run.path=" + temp.resolve("run"),
                "--set",
                "spark.executor-heap-mb=512")
            .redirectError(temp.resolve("err").toFile())
            .start();
    List<ProcessHandle> executors;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      Thread.sleep(1500);
      executors = process.descendants().toList();
      assertThat(executors).hasSize(command.equals("prepare") ? 2 : 0);
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        Thread.sleep(200);
      }
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      took = Duration.ofNanos(System.nanoTime() - start);
    } finally {
      process.destroyForcibly();
    }
    err = Files.readString(temp.resolve("err"));
    for (int i = 0; i < 20 && executors.stream().anyMatch(ProcessHandle::isAlive); i++) {
      Thread.sleep(100);
    }
    assertThat(executors).noneMatch(ProcessHandle::isAlive);
    return process.exitValue();
  }

  private String status() throws Exception {
    return Files.readString(temp.resolve("run").resolve(RunFiles.STATUS));
  }

  @Test
  void tasksThatHearNothing() throws Exception {
    assertThat(end("prepare", "TERM", 1)).as(err).isEqualTo(75);
    assertThat(took).isLessThan(LIMIT);
    assertThat(status()).contains("\"interrupted\"").contains("stopped on request");
    assertThat(err).contains("kindred: stopped on request");
  }

  @Test
  void aDriverThatHearsNothing() throws Exception {
    assertThat(end("evaluate", "HUP", 1)).as(err).isEqualTo(75);
    assertThat(took).isLessThan(LIMIT);
    assertThat(status()).contains("\"interrupted\"").contains("stopped on request");
  }

  @Test
  void theSecondTimeEndsAtOnce() throws Exception {
    assertThat(end("evaluate", "TERM", 2)).as(err).isEqualTo(75);
    assertThat(took).isLessThan(Duration.ofSeconds(3));
    assertThat(status()).contains("\"interrupted\"");
  }

  @Test
  void whatIsDoneIsDone() throws Exception {
    assertThat(end("train", "TERM", 1)).as(err).isZero();
    assertThat(took).isLessThan(LIMIT);
    assertThat(status()).contains("\"done\"");
    assertThat(temp.resolve("run/_SUCCESS")).exists();
  }
}
