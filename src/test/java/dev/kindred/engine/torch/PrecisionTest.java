package dev.kindred.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.Precision;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.choice.Engines;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.loss.pair.MultiSimilarity;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrecisionTest {
  private static final TrainingBatch BATCH = SmallReplicas.batch(1, 0, 1, 2);

  private static Replica replica(Precision precision) {
    ReplicaRecipe recipe =
        SmallReplicas.lite0(
            new MultiSimilarity(2, 40, 0.5, null), 4, Engines.of("torch", false, precision, true));
    Replica replica = recipe.create();
    replica.load(SmallReplicas.weights(recipe));
    return replica;
  }

  private static float[] embed(Replica replica) {
    return replica.embed(BATCH.images(), BATCH.n());
  }

  private static double largest(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }

  @Test
  void bfloat16IsNearAndNotTheSame() {
    try (Replica full = replica(Precision.FP32);
        Replica half = replica(Precision.BF16)) {
      assertThat(largest(embed(half), embed(full))).isBetween(1e-5, 0.05);
      for (int step = 0; step < 3; step++) {
        double expected = full.train(List.of(BATCH).iterator())[0];
        double loss = half.train(List.of(BATCH).iterator())[0];
        assertThat(loss).isCloseTo(expected, within(0.05 * expected));
      }
    }
  }

  @Test
  void weightsAreKeptInFullPrecision() {
    try (Replica half = replica(Precision.BF16)) {
      float[] before = half.state().parameters().values();
      half.train(List.of(BATCH).iterator());
      float[] after = half.state().parameters().values();
      // Steps of 1e-4 would vanish beside weights of bfloat16, which has 8 bits.
      int moved = 0;
      int fine = 0;
      for (int i = 0; i < before.length; i++) {
        if (before[i] != after[i]) {
          moved++;
          fine += (Float.floatToRawIntBits(after[i]) & 0xffff) == 0 ? 0 : 1;
        }
      }
      // At 32 pixels most taps of the last kernels see padding only.
      assertThat(moved).isGreaterThan(before.length / 5);
      assertThat(fine).isGreaterThan(moved * 9 / 10);
    }
  }

  @Test
  void aReplicaBesideItIsNotTouched() {
    try (Replica full = replica(Precision.FP32);
        Replica half = replica(Precision.BF16)) {
      float[] before = embed(full);
      half.train(List.of(BATCH).iterator());
      embed(half);
      assertThat(embed(full)).isEqualTo(before);
    }
  }
}
