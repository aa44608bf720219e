package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path dir;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    checkpoints = new Checkpoints(new RunFolder(dir.toString(), "run", new Configuration()), 2);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("checkpoints"))) {
      return files.sorted().toList();
    }
  }

  private void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
  }

  @Test
  void aNewRunHasNone() {
    assertThat(checkpoints.load("hash ü")).isEmpty();
    assertThat(checkpoints.newest()).isEmpty();
  }

  @Test
  void keepsTheNewest() throws IOException {
    for (int round : new int[] {9, 10, 100}) {
      checkpoints.save(CheckpointTest.checkpoint(round));
    }
    assertThat(files())
        .extracting(f -> f.getFileName().toString())
        .containsExactly("round-00000010", "round-00000100");
    assertThat(checkpoints.load("hash ü").orElseThrow().round()).isEqualTo(100);
    assertThat(checkpoints.newest().orElseThrow()).endsWith("checkpoints/round-00000100");
  }

  @Test
  void aDamagedNewestFallsBackToTheOneBefore() throws IOException {
    checkpoints.save(CheckpointTest.checkpoint(1));
    checkpoints.save(CheckpointTest.checkpoint(2));
    damage(files().get(1));
    assertThat(checkpoints.load("hash ü").orElseThrow().round()).isEqualTo(1);
  }

  @Test
  void noneThatIsWholeIsAClearError() throws IOException {
    checkpoints.save(CheckpointTest.checkpoint(1));
    damage(files().get(0));
    assertThatThrownBy(() -> checkpoints.load("hash ü"))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("no checkpoint in ")
        .hasMessageContaining("round-00000001")
        .hasMessageContaining("delete that folder to start anew")
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.BAD_DATA));
  }

  @Test
  void anotherConfigurationsAreRefused() {
    checkpoints.save(CheckpointTest.checkpoint(1));
    assertThatThrownBy(() -> checkpoints.load("another"))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("are those of configuration hash ü, not of another")
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.USAGE));
  }

  @Test
  void anotherNumberOfExecutorsIsRefusedOnceThereIsACheckpoint() {
    checkpoints.plannedFor(2);
    checkpoints.plannedFor(3);
    checkpoints.save(CheckpointTest.checkpoint(1));
    checkpoints.plannedFor(3);
    assertThatThrownBy(() -> checkpoints.plannedFor(4))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("run run was trained with another number of executors")
        .hasMessageContaining("use --set spark.executors=3 (or the --master that gave so many)")
        .hasMessageEndingWith("\nexecutors: 3 -> 4")
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.USAGE));
    checkpoints.plannedFor(3);
  }

  @Test
  void otherImagesAreRefusedOnceThereIsACheckpoint() {
    checkpoints.trainedOn("first", "/store");
    checkpoints.trainedOn("abc", "/store");
    checkpoints.save(CheckpointTest.checkpoint(1));
    checkpoints.trainedOn("abc", "/elsewhere");
    assertThatThrownBy(() -> checkpoints.trainedOn("def", "/store"))
        .isInstanceOf(KindredException.class)
        .hasMessage(
            "the images of store /store are not those that run run was trained on so far; use another --run-id")
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.USAGE));
  }
}
