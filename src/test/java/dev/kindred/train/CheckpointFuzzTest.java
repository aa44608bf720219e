package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.fuzz.FuzzBudget;
import dev.kindred.fuzz.Mutations;
import dev.kindred.fuzz.Outcome;
import dev.kindred.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged checkpoints, with a whole one before them and without. */
class CheckpointFuzzTest {
  private static final long MOST = 64 << 20;

  @TempDir Path dir;

  @Test
  void aDamagedCheckpointIsNeverUsed() throws IOException {
    Checkpoints checkpoints =
        new Checkpoints(new RunFolder(dir.toString(), "run", new Configuration()), 2);
    Path newest = Path.of(checkpoints.save(CheckpointTest.checkpoint(2)).replace("file:", ""));
    byte[] whole = Files.readAllBytes(newest);
    Mutations mutations = new Mutations(List.of());
    FuzzBudget budget = FuzzBudget.start(Duration.ofSeconds(2));
    while (budget.more()) {
      long seed = budget.nextSeed();
      byte[] damaged = mutations.damage(whole, seed);
      Files.write(newest, damaged);
      boolean read = Outcome.of("seed " + seed, MOST, () -> checkpoints.load("hash ü"));
      assertThat(read).as("seed " + seed).isEqualTo(Arrays.equals(damaged, whole));
    }
    System.out.printf("checkpoints: %,d inputs%n", budget.inputs());
    checkpoints.save(CheckpointTest.checkpoint(1));
    Files.write(newest, mutations.damage(whole, 1));
    assertThat(checkpoints.load("hash ü").orElseThrow().round()).isEqualTo(1);
  }
}
