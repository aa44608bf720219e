package dev.kindred.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.kindred.engine.Precision;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.onednn.OneDnn;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A network in bf16 on a processor without: a driver's keeps states, and nothing computes. */
final class HalfElsewhereTest {
  @BeforeEach
  void onlyWhereTheProcessorHasNoBf16() {
    assumeFalse(OneDnn.hasBf16());
  }

  @Test
  void statesAreKeptAndNothingComputes() {
    ReplicaRecipe recipe =
        SmallReplicas.recipe(
            new MultiSimilarity(2, 40, 0.5, null), 4, new Dl4jEngine(Precision.BF16));
    TrainingBatch batch = SmallReplicas.batch(1, 0, 1);
    try (Replica replica = recipe.create()) {
      replica.load(SmallReplicas.weights(recipe));
      ReplicaState state = replica.state();
      replica.restore(state);
      assertThat(replica.state().parameters().values()).isEqualTo(state.parameters().values());
      assertThatThrownBy(() -> replica.train(List.of(batch).iterator()))
          .isInstanceOfSatisfying(
              KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.FAILED))
          .hasMessageStartingWith("kindred.engine.precision = bf16 needs a processor that");
      assertThatThrownBy(() -> replica.embed(batch.images(), batch.n()))
          .isInstanceOf(KindredException.class);
    }
  }
}
