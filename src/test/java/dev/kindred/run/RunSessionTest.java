package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSessionTest {
  @TempDir Path temp;
  private final HandClock clock = new HandClock();

  private RunFolder folder(String id) {
    return new RunFolder(temp.resolve("run").toString(), id, new Configuration());
  }

  private static RunSession.Request request(String command, String hash) {
    return new RunSession.Request(
        command, hash, "hash = " + hash, before -> List.of("hash: " + before + " -> " + hash));
  }

  private Optional<RunSession> open(String id, String command, String hash) {
    return RunSession.open(folder(id), request(command, hash), clock);
  }

  private RunStatus status() {
    return RunSession.status(folder("r1")).orElseThrow();
  }

  @Test
  void aRunGoesFromRunningToDoneWithSuccessLast() {
    try (RunSession session = open("r1", "train", "h1").orElseThrow()) {
      assertThat(session.isResumed()).isFalse();
      assertThat(status().state()).isEqualTo(RunStatus.State.RUNNING);
      assertThat(session.folder().read(RunFiles.CONFIG)).contains("hash = h1");
      assertThat(session.folder().exists(RunFiles.SUCCESS)).isFalse();
      session.report(List.of(Metric.LOSS.of(0.5), Metric.RECALL_AT_K.at(1, 0.25)));
      session.succeed();
    }
    RunStatus status = status();
    assertThat(status.state()).isEqualTo(RunStatus.State.DONE);
    assertThat(status.finished()).containsExactly("train");
    assertThat(status.metrics())
        .containsEntry("train.loss", 0.5)
        .containsEntry("eval.recall_at_1", 0.25);
    assertThat(folder("r1").exists(RunFiles.SUCCESS)).isTrue();
    assertThat(folder("r1").exists(RunFiles.TEMPORARY)).isFalse();
    assertThat(folder("r1").exists(RunFiles.LOCK)).isFalse();
  }

  @Test
  void theSameRunTwiceIsAlreadyDone() {
    try (RunSession session = open("r1", "train", "h1").orElseThrow()) {
      session.succeed();
    }
    assertThat(open("r1", "train", "h1")).isEmpty();
  }

  @Test
  void anotherCommandOfTheRunGoesOnAndTakesSuccessBackMeanwhile() {
    try (RunSession session = open("r1", "train", "h1").orElseThrow()) {
      session.succeed();
    }
    try (RunSession session = open("r1", "evaluate", "h1").orElseThrow()) {
      assertThat(session.isResumed()).isTrue();
      assertThat(session.hasFinished("train")).isTrue();
      assertThat(session.folder().exists(RunFiles.SUCCESS)).isFalse();
      session.succeed();
    }
    assertThat(status().finished()).containsExactly("train", "evaluate");
    assertThat(open("r1", "train", "h1")).isEmpty();
  }

  @Test
  void anUnfinishedRunResumes() {
    try (RunSession session = open("r1", "run", "h1").orElseThrow()) {
      session.finishPart("prepare");
      session.fail(Exit.FAILED, "the disk is full");
    }
    assertThat(status().state()).isEqualTo(RunStatus.State.FAILED);
    assertThat(status().error()).isEqualTo("the disk is full");
    try (RunSession session = open("r1", "run", "h1").orElseThrow()) {
      assertThat(session.isResumed()).isTrue();
      assertThat(session.hasFinished("prepare")).isTrue();
      assertThat(status().error()).isEmpty();
    }
    assertThat(status().state()).as("closed without an end").isEqualTo(RunStatus.State.INTERRUPTED);
  }

  @Test
  void anotherConfigurationIsRefusedWithTheDifference() {
    open("r1", "train", "h1").orElseThrow().close();
    assertThatThrownBy(() -> open("r1", "train", "h2"))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessage(
            "run r1 has another configuration; use another --run-id, or change back:\n"
                + "hash: hash = h1 -> h2");
    assertThat(folder("r1").read(RunFiles.CONFIG)).as("nothing is harmed").contains("hash = h1");
  }

  @Test
  void theFolderOfAnotherRunIsRefused() {
    open("r1", "train", "h1").orElseThrow().close();
    assertThatThrownBy(() -> open("r2", "train", "h1"))
        .hasMessageContaining("belongs to run r1; use --run-id r1 or another run.path");
  }

  @Test
  void aSecondLiveRunTriesLater() {
    try (RunSession session = open("r1", "train", "h1").orElseThrow()) {
      assertThatThrownBy(() -> open("r1", "train", "h1"))
          .isInstanceOfSatisfying(
              KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.TRY_LATER));
      session.succeed();
    }
  }

  @Test
  void aDamagedStatusIsNamed() {
    folder("r1").write(RunFiles.STATUS, "{\"state\":\"done\"}");
    assertThatThrownBy(() -> open("r1", "train", "h1"))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.BAD_DATA))
        .hasMessage("status.json is damaged; use another run folder");
  }
}
