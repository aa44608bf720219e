package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path temp;
  private final HandClock clock = new HandClock();
  private RunFolder folder;

  @BeforeEach
  void open() {
    folder = new RunFolder(temp.resolve("run").toString(), "r1", new Configuration());
  }

  @Test
  void aSecondLiveHolderIsAskedToTryLater() {
    try (RunLock first = RunLock.take(folder, clock)) {
      first.check();
      assertThatThrownBy(() -> RunLock.take(folder, clock))
          .isInstanceOfSatisfying(
              KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.TRY_LATER))
          .hasMessageContaining("another process works in")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageEndingWith("try again later");
    }
    assertThat(folder.exists(RunFiles.LOCK)).isFalse();
    RunLock.take(folder, clock).close();
  }

  @Test
  void aLockWithoutHeartbeatIsTakenOverAndItsHolderNoticed() {
    RunLock first = RunLock.take(folder, clock);
    clock.forward(RunLock.STALE.plus(Duration.ofSeconds(1)));
    try (RunLock second = RunLock.take(folder, clock)) {
      second.check();
      first.beat();
      assertThatThrownBy(first::check)
          .hasMessageContaining("another process took over")
          .isInstanceOfSatisfying(
              KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.TRY_LATER));
      first.close();
      assertThat(folder.exists(RunFiles.LOCK)).as("the second's lock stays").isTrue();
    }
  }

  @Test
  void aHeartbeatKeepsTheLock() {
    try (RunLock first = RunLock.take(folder, clock)) {
      clock.forward(RunLock.STALE.plus(Duration.ofSeconds(1)));
      first.beat();
      first.check();
      assertThatThrownBy(() -> RunLock.take(folder, clock)).hasMessageContaining("try again later");
    }
  }

  @Test
  void theLockOfADeadProcessOfThisMachineIsTakenOverAtOnce() {
    String mine;
    try (RunLock lock = RunLock.take(folder, clock)) {
      lock.check();
      mine = folder.read(RunFiles.LOCK).orElseThrow();
    }
    ObjectNode dead = Json.parse(mine, RunFiles.LOCK);
    // The number lives, but as another process than the one that wrote it.
    dead.put("started", "1999-01-01T00:00:00Z");
    folder.write(RunFiles.LOCK, Json.pretty(dead));
    RunLock.take(folder, clock).close();

    ObjectNode elsewhere = dead.put("host", "another-machine");
    folder.write(RunFiles.LOCK, Json.pretty(elsewhere));
    assertThatThrownBy(() -> RunLock.take(folder, clock))
        .hasMessageContaining("host another-machine");
  }

  @Test
  void aHalfWrittenLockIsTakenOver() {
    folder.write(RunFiles.LOCK, "{\"tok");
    RunLock.take(folder, clock).close();
  }
}
