package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.run.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten schedulers that start one run at the same moment, by the real script. */
@Tag("real")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConcurrentStartsIT {
  private static final int STARTS = 10;

  @TempDir Path temp;
  private final List<Process> started = new ArrayList<>();

  private Process start(int i) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(Path.of("submit/kindred").toAbsolutePath().toString()));
    // More rounds than anybody waits for: the one that works is still at it when the last one
    // comes.
    command.addAll(
        SmallRuns.args(
            "run", temp.resolve("data").toString(), temp.resolve("run").toString(), 100_000));
    command.addAll(List.of("--run-id", "tonight"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectOutput(temp.resolve(i + ".out").toFile())
            .redirectError(temp.resolve(i + ".err").toFile());
    Map<String, String> environment = builder.environment();
    // Java says in a line of its own that it takes options from the last.
    environment
        .keySet()
        .removeAll(List.of("SPARK_HOME", "SPARK_SCALA_VERSION", "JAVA_TOOL_OPTIONS"));
    environment.put("KINDRED_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    environment.put("KINDRED_DRIVER_MEMORY", "700m");
    environment.put("TMPDIR", temp.toString());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  @AfterEach
  void end() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private String shown(int i) throws IOException {
    return Files.readString(temp.resolve(i + ".err"));
  }

  @Test
  void oneWorksAndNineSayWhoDoes() throws Exception {
    Emoji.copy(temp.resolve("data"), 12, 4);
    for (int i = 0; i < STARTS; i++) {
      start(i);
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> started.stream().filter(Process::isAlive).count() <= 1);
    int winner = started.indexOf(started.stream().filter(Process::isAlive).findFirst().get());
    List<Long> pids = started.get(winner).descendants().map(ProcessHandle::pid).toList();
    for (int i = 0; i < STARTS; i++) {
      if (i != winner) {
        assertThat(started.get(i).exitValue()).as(shown(i)).isEqualTo(75);
        assertThat(shown(i))
            .hasLineCount(1)
            .contains("another process works in file:" + temp.resolve("run") + " (host ");
        long named = Long.parseLong(shown(i).replaceAll("(?s).*, process (\\d+).*", "$1"));
        assertThat(pids).as(shown(i)).contains(named);
      }
    }
    // One that trains hears a request at once; before, it may have to be ended by force.
    Path metrics = temp.resolve("run").resolve(RunFiles.METRICS);
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> Files.exists(metrics) && Files.readString(metrics).contains("train.loss"));
    started.get(winner).destroy();
    assertThat(started.get(winner).waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(started.get(winner).exitValue()).as(shown(winner)).isEqualTo(75);
    assertThat(shown(winner)).contains("kindred: stopped on request");
    Path run = temp.resolve("run");
    assertThat(run.resolve(RunFiles.STATUS)).content().contains("\"interrupted\"");
    assertThat(run.resolve(RunFiles.LOCK)).doesNotExist();
    assertThat(run.resolve(RunFiles.TEMPORARY)).as("of the nine").doesNotExist();
  }
}
