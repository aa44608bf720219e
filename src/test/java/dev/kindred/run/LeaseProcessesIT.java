package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lease between real processes. */
class LeaseProcessesIT {
  @TempDir Path temp;
  private final List<Process> started = new ArrayList<>();

  private Process start(String what, String... before) throws IOException {
    Process process = LeaseProcess.start(temp.resolve("run"), what, before);
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

  private static void signal(Process process, String name) throws Exception {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  private static BufferedReader holding(Process process) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    assertThat(out.readLine()).isEqualTo("holding");
    return out;
  }

  /** Everything in the folder, without what its holder renews. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(temp.resolve("run"))) {
      for (Path file : files.toList()) {
        String text = Files.isRegularFile(file) ? Files.readString(file) : "folder";
        contents.put(temp.relativize(file).toString(), text);
      }
    }
    return contents;
  }

  @Test
  void aHolderThatWasStoppedFindsItsLeaseTakenAndTouchesNothing() throws Exception {
    Process first = start("hold");
    BufferedReader out = holding(first);
    signal(first, "STOP");
    Thread.sleep(LeaseProcess.LEASE.toMillis() + 500);
    try (RunSession second = LeaseProcess.session(temp.resolve("run"), LeaseProcess.LEASE)) {
      second.report(List.of(Metric.LOSS.of(-1)));
      Map<String, String> before = contents();
      signal(first, "CONT");
      assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(out.readLine()).contains("another process took over");
      assertThat(first.exitValue()).isEqualTo(75);
      assertThat(contents()).isEqualTo(before);
      second.succeed();
    }
    assertThat(temp.resolve("run/_SUCCESS")).exists();
    assertThat(temp.resolve("run/_tmp")).doesNotExist();
  }

  @Test
  void aLiveLeaseIsNeverTakenInTwoThousandTries() throws Exception {
    try (RunSession first = LeaseProcess.session(temp.resolve("run"), LeaseProcess.LEASE)) {
      Process hammer = start("hammer");
      BufferedReader out = hammer.inputReader(StandardCharsets.UTF_8);
      int missing = 0;
      while (hammer.isAlive() && !out.ready()) {
        first.report(List.of(Metric.LOSS.of(missing)));
        for (int i = 0; i < 50; i++) {
          missing += Files.exists(temp.resolve("run/status.json")) ? 0 : 1;
        }
      }
      assertThat(out.readLine()).isEqualTo("taken 0");
      assertThat(missing).as("moments without a status.json").isZero();
      first.succeed();
    }
  }

  @Test
  void aKilledHolderIsFollowedAtOnce() throws Exception {
    Process first = start("hold");
    holding(first);
    first.destroyForcibly().waitFor();
    try (RunSession second = LeaseProcess.session(temp.resolve("run"), LeaseProcess.LEASE)) {
      assertThat(second.isResumed()).isTrue();
      second.succeed();
    }
  }

  @Test
  void aHolderInAnotherContainerIsAliveAsLongAsItRenews() throws Exception {
    Process probe = new ProcessBuilder("unshare", "-r", "-p", "-f", "--mount-proc", "true").start();
    assumeThat(probe.waitFor()).isZero();
    Process first = start("hold", "unshare", "-r", "-p", "-f", "--kill-child", "--mount-proc");
    BufferedReader out = holding(first);
    for (int i = 0; i < 3; i++) {
      Process second = start("hold");
      assertThat(second.inputReader(StandardCharsets.UTF_8).readLine())
          .contains("another process works in");
      assertThat(second.waitFor()).isEqualTo(75);
    }
    first.descendants().forEach(ProcessHandle::destroyForcibly);
    first.waitFor();
    assertThat(out.readLine()).isNull();
    // Its end cannot be seen from here; it is waited out.
    Thread.sleep(LeaseProcess.LEASE.toMillis() + 200);
    LeaseProcess.session(temp.resolve("run"), LeaseProcess.LEASE).close();
  }

  @Test
  void ofTenThatStartAtOnceOneWorks() throws Exception {
    for (int i = 0; i < 10; i++) {
      start("hold-long");
    }
    int holding = 0;
    for (Process process : started) {
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      if (line.equals("holding")) {
        holding++;
      } else {
        assertThat(line).contains("another process works in").contains(", process ");
        assertThat(process.waitFor()).isEqualTo(75);
      }
    }
    assertThat(holding).isEqualTo(1);
  }
}
