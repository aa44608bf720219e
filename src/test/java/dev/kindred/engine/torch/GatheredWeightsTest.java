package dev.kindred.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.BothEngines;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Precision;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a GPU computes with, on the CPU: all weights made together give what layer by layer gives.
 */
class GatheredWeightsTest {
  private static final Place GATHERS = new Place(-1, true);
  private static final TrainingBatch BATCH = SmallReplicas.batch(1, 0, 1, 2);

  private static ReplicaRecipe recipe(String backbone, String from, boolean frozen) {
    ReplicaRecipe small =
        SmallReplicas.lite0(new MultiSimilarity(2, 40, 0.5, null), 4, BothEngines.named("torch"));
    NetworkSpec n = small.network();
    NetworkSpec spec =
        new NetworkSpec(
            BackboneRegistry.get(backbone, n.backbone().size()),
            n.pooling(),
            n.dim(),
            frozen,
            from,
            0,
            0,
            1);
    return new ReplicaRecipe(
        spec, small.optimizer(), small.loss(), small.classes(), small.engine());
  }

  private static TorchReplica replica(ReplicaRecipe recipe, Place place, Precision precision) {
    TorchLibrary.use(precision, true);
    TorchReplica replica = new TorchReplica(recipe, place, precision);
    replica.load(SmallReplicas.weights(recipe));
    return replica;
  }

  private static float[] towards(int n) {
    Random random = new Random(3);
    float[] gradient = new float[n];
    for (int i = 0; i < n; i++) {
      gradient[i] = (float) random.nextGaussian();
    }
    return gradient;
  }

  private static double length(float[] a) {
    double sum = 0;
    for (float v : a) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum);
  }

  private static float[] difference(float[] a, float[] b) {
    float[] d = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      d[i] = a[i] - b[i];
    }
    return d;
  }

  @ParameterizedTest
  @CsvSource({
    "efficientnet-lite0, input, true",
    "efficientnet-lite0, input, false",
    "efficientnet-lite0, b12_expand, true",
    "resnet50, input, true",
    "resnet50, input, false",
    "bn-inception, input, true",
    "bn-inception, input, false"
  })
  void gradientsAreThoseOfOneLayerAfterTheOther(String backbone, String from, boolean frozen) {
    ReplicaRecipe recipe = recipe(backbone, from, frozen);
    float[] towards = towards(BATCH.n() * recipe.network().dim());
    try (TorchReplica one = replica(recipe, Place.CPU, Precision.FP32);
        TorchReplica all = replica(recipe, GATHERS, Precision.FP32)) {
      float[] expected = one.gradient(BATCH, towards).values();
      float[] gradient = all.gradient(BATCH, towards).values();
      assertThat(length(difference(gradient, expected))).isLessThan(1e-5 * length(expected));
      // The gradient of one batch is not added to that of the next.
      assertThat(all.gradient(BATCH, towards).values()).isEqualTo(gradient);
    }
  }

  @ParameterizedTest
  @CsvSource({"input, true", "input, false", "b12_expand, true", ", true"})
  void stepsAreThoseOfOneLayerAfterTheOther(String from, boolean frozen) {
    ReplicaRecipe recipe = recipe("efficientnet-lite0", from, frozen);
    try (TorchReplica one = replica(recipe, Place.CPU, Precision.FP32);
        TorchReplica all = replica(recipe, GATHERS, Precision.FP32)) {
      double bound = 2e-4;
      // The statistics of three images at few places carry a difference on some sixty-fold a step.
      int steps = frozen ? 4 : 2;
      for (int step = 0; step < steps; step++) {
        double expected = one.train(List.of(BATCH).iterator())[0];
        assertThat(all.train(List.of(BATCH).iterator())[0]).isCloseTo(expected, within(bound));
      }
      float[] embeddings = all.embed(BATCH.images(), BATCH.n());
      float[] expected = one.embed(BATCH.images(), BATCH.n());
      assertThat(length(difference(embeddings, expected)))
          .isLessThan(10 * bound * length(expected));
      all.restore(one.state());
      embeddings = all.embed(BATCH.images(), BATCH.n());
      assertThat(length(difference(embeddings, expected))).isLessThan(1e-5 * length(expected));
      double next = one.train(List.of(BATCH).iterator())[0];
      assertThat(all.train(List.of(BATCH).iterator())[0]).isCloseTo(next, within(1e-5));
    }
  }

  @Test
  void bfloat16IsAsNearAsWithAutocast() {
    ReplicaRecipe recipe = recipe("efficientnet-lite0", Backbone.INPUT, true);
    try (TorchReplica full = replica(recipe, GATHERS, Precision.FP32);
        TorchReplica cast = replica(recipe, Place.CPU, Precision.BF16);
        TorchReplica half = replica(recipe, GATHERS, Precision.BF16)) {
      float[] expected = full.embed(BATCH.images(), BATCH.n());
      double bound = 2 * length(difference(cast.embed(BATCH.images(), BATCH.n()), expected));
      double distance = length(difference(half.embed(BATCH.images(), BATCH.n()), expected));
      assertThat(distance).isBetween(1e-5, bound);
      double loss = full.train(List.of(BATCH).iterator())[0];
      assertThat(half.train(List.of(BATCH).iterator())[0]).isCloseTo(loss, within(0.05 * loss));
    }
  }
}
