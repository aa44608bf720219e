package dev.kindred.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.BothEngines;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.loss.pair.MultiSimilarity;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/**
 * Tensors live outside of Java's heap: whoever forgets one is not noticed by its collector. With
 * {@code -Dkindred.test.steps=2000} as long as a training.
 */
class TorchMemoryTest {
  private static final int STEPS = Integer.getInteger("kindred.test.steps", 120);
  private static final long MIB = 1 << 20;

  @Test
  void stepsLeaveNothingBehind() {
    ReplicaRecipe recipe =
        SmallReplicas.lite0(new MultiSimilarity(2, 40, 0.5, null), 4, BothEngines.named("torch"));
    try (Replica replica = recipe.create()) {
      replica.load(SmallReplicas.weights(recipe));
      TrainingBatch batch = SmallReplicas.batch(1, 0, 1);
      work(replica, batch, STEPS / 4);
      // What other tests of this process left is no matter of this one.
      System.gc();
      long tensors = Pointer.totalCount();
      long resident = Pointer.physicalBytes();
      work(replica, batch, STEPS);
      assertThat(Pointer.totalCount()).as("native objects").isLessThanOrEqualTo(tensors);
      assertThat(Pointer.physicalBytes() - resident).as("bytes").isLessThan(48 * MIB);
    }
  }

  private static void work(Replica replica, TrainingBatch batch, int steps) {
    for (int i = 0; i < steps; i++) {
      replica.train(List.of(batch).iterator());
      if (i % 10 == 0) {
        replica.embed(batch.images(), batch.n());
        replica.features(batch.images(), batch.n());
        replica.gradient(batch, new float[batch.n() * 8]);
        replica.restore(replica.state());
      }
    }
  }
}
