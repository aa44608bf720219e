package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.loss.Batch;
import dev.kindred.loss.LossValue;
import dev.kindred.loss.MetricLoss;
import dev.kindred.model.Backbone;
import dev.kindred.model.GoldenHeads;
import dev.kindred.model.StateDict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of head, and normalisations that do not learn, against PyTorch in double precision.
 */
@ParameterizedClass
@MethodSource("dev.kindred.engine.BothEngines#all")
final class GoldenHeadsTest {
  private static final double TOLERANCE = 1e-5;

  /** A neck multiplies the rounding of averages that differ little from image to image. */
  private static final double BEHIND_NECK = 5e-5;

  private final Engine engine;
  private final List<GoldenHeads> cases = GoldenHeads.all();

  GoldenHeadsTest(Engine engine) {
    this.engine = engine;
  }

  private static TrainingBatch batch() {
    float[] images = GoldenReplicaTest.nhwc(GoldenHeads.images());
    return new TrainingBatch(images, new int[GoldenHeads.BATCH], 0);
  }

  /** {@code sum(embedding * r)}, once the embeddings are PyTorch's. */
  private record Weighted(double[] embeddings) implements MetricLoss {
    private static final long serialVersionUID = 1L;

    @Override
    public LossValue evaluate(Batch batch) {
      assertClose("trained", batch.x(), embeddings);
      return new LossValue(0, GoldenHeads.lossWeights().data());
    }
  }

  private static void assertClose(String what, float[] actual, double[] expected) {
    assertClose(what, actual, expected, TOLERANCE);
  }

  private static void assertClose(
      String what, float[] actual, double[] expected, double tolerance) {
    assertThat(actual).as(what).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("%s %d", what, i)
          .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
    }
  }

  /** With steps as long as the gradient. */
  private Replica replica(GoldenHeads golden, boolean frozenAffine) {
    NetworkSpec spec =
        new NetworkSpec(
            GoldenHeads.backbone(),
            golden.pooling(),
            golden.form(),
            GoldenHeads.DIM,
            !golden.live(),
            frozenAffine,
            Backbone.INPUT,
            0,
            0,
            1);
    Optimizer descent =
        new Optimizer(LearningRate.constant(1), 1, 0, new UpdateRule.Sgd(0, false), Clip.NONE);
    Replica replica =
        new ReplicaRecipe(spec, descent, new Weighted(golden.trained()), 1, engine).create();
    replica.load(golden.weights());
    return replica;
  }

  @Test
  void embeddingsInEvaluation() {
    for (GoldenHeads golden : cases) {
      try (Replica replica = replica(golden, false)) {
        float[] z = replica.embed(batch().images(), GoldenHeads.BATCH);
        assertClose("evaluated " + golden.pooling() + golden.form(), z, golden.evaluated());
      }
    }
  }

  @Test
  void embeddingsGradientsAndStatisticsInTraining() {
    for (GoldenHeads golden : cases) {
      for (boolean frozenAffine : new boolean[] {false, true}) {
        try (Replica replica = replica(golden, frozenAffine)) {
          check(golden, frozenAffine, replica);
        }
      }
    }
  }

  private static void check(GoldenHeads golden, boolean frozenAffine, Replica replica) {
    StateDict before = replica.weights();
    replica.train(List.of(batch()).iterator());
    StateDict after = replica.weights();
    for (String name : before.tensors().keySet()) {
      String what = golden.pooling() + " " + golden.form() + " " + name;
      float[] now = after.get(name).data();
      float[] then = before.get(name).data();
      boolean learns =
          golden.gradients().containsKey(name) && !(frozenAffine && name.startsWith("bn."));
      if (learns) {
        float[] gradient = new float[now.length];
        for (int i = 0; i < now.length; i++) {
          gradient[i] = then[i] - now[i];
        }
        assertClose(
            what,
            gradient,
            golden.gradients().get(name),
            golden.bnNeck() ? BEHIND_NECK : TOLERANCE);
      } else if (golden.running().containsKey(name)) {
        assertClose(what, now, golden.running().get(name));
      } else {
        assertThat(now).as(what).isEqualTo(then);
      }
    }
  }

  @Test
  void stateAndEmbeddingsAreTheSameAfterwards() {
    for (GoldenHeads golden : cases) {
      try (Replica replica = replica(golden, true);
          Replica other = replica(golden, true)) {
        replica.train(List.of(batch()).iterator());
        other.restore(replica.state());
        float[] images = batch().images();
        assertThat(other.embed(images, GoldenHeads.BATCH))
            .isEqualTo(replica.embed(images, GoldenHeads.BATCH));
      }
    }
  }
}
