package dev.kindred.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.Clip;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.LossOutcome;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Precision;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.Span;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.UpdateRule;
import dev.kindred.loss.Batch;
import dev.kindred.loss.LossValue;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What is frozen costs no backward pass, and what trains learns bit by bit what it did with one.
 */
class FrozenTrainingTest {
  private static final int DIM = 8;
  private static final int IMAGES = 4;

  /** Numbers between it and its negative have a variance of 1. */
  private static final double UNIT = Math.sqrt(3);

  private static final MultiSimilarity LOSS = new MultiSimilarity(2, 40, 0.5, null);
  private static final Optimizer ADAM =
      new Optimizer(
          LearningRate.constant(1e-3),
          5,
          1e-4,
          new UpdateRule.Adam(0.9, 0.999, 1e-8, true),
          Clip.norm(0.5));

  /** The head, and places all over two networks: in a branch, at a residual sum, at a pooling. */
  static Stream<Arguments> places() {
    return Stream.of(
        Arguments.of("efficientnet-lite0", null, false),
        Arguments.of("efficientnet-lite0", "b10_expand", true),
        Arguments.of("efficientnet-lite0", "b5_depthwise", false),
        Arguments.of("bn-inception", null, true),
        Arguments.of("bn-inception", "4b_pool", false),
        Arguments.of("bn-inception", "5b_double_3x3_1", true));
  }

  private static ReplicaRecipe recipe(String backbone, String from, boolean frozenNorm) {
    NetworkSpec spec =
        new NetworkSpec(
            BackboneRegistry.get(backbone, 32), Pooling.AVERAGE, DIM, frozenNorm, from, 0, 0, 1);
    return new ReplicaRecipe(spec, ADAM, LOSS, 2, new Dl4jEngine(Precision.FP32));
  }

  private static StateDict weights(StateDict like) {
    // Of millions of numbers; Gaussian ones would take as long as the training.
    SplittableRandom random = new SplittableRandom(5);
    List<Tensor> tensors = new ArrayList<>();
    like.tensors()
        .forEach(
            (name, tensor) -> {
              float[] values = new float[tensor.data().length];
              int fan = tensor.shape().length < 2 ? 1 : values.length / tensor.shape()[0];
              for (int k = 0; k < values.length; k++) {
                double noise = random.nextDouble(-UNIT, UNIT);
                values[k] =
                    (float)
                        (tensor.shape().length > 1
                            ? noise * Math.sqrt(2.0 / fan)
                            : name.endsWith("running_var")
                                ? 0.5 + random.nextDouble()
                                : name.endsWith("weight") ? 1 + 0.1 * noise : 0.1 * noise);
              }
              tensors.add(new Tensor(name, tensor.shape(), values));
            });
    return StateDict.of("test", tensors);
  }

  private static TrainingBatch batch(long seed) {
    Random random = new Random(seed);
    float[] images = new float[IMAGES * 32 * 32 * 3];
    for (int k = 0; k < images.length; k++) {
      images[k] = (float) random.nextGaussian();
    }
    return new TrainingBatch(images, new int[] {0, 0, 1, 1}, seed);
  }

  /** A step with the backward pass through the whole graph. */
  private static void stepThroughAll(
      ComputationGraph whole, Dl4jReplica reference, TrainingBatch batch) {
    ReplicaState before = reference.state();
    NativeRow.set(whole.params(), before.parameters());
    ((MetricLossLayer) whole.getLayer(GraphFactory.LOSS))
        .use(
            (z, y, own) -> {
              LossValue v = LOSS.evaluate(new Batch(z, y, DIM, batch.seed()));
              return new LossOutcome(v.value(), v.gradient(), new float[0]);
            });
    whole.setInputs(Nd4j.create(batch.images(), new long[] {IMAGES, 32, 32, 3}, 'c'));
    whole.setLabels(Nd4j.createFromArray(batch.labels()).castTo(DataType.FLOAT).reshape(IMAGES, 1));
    whole.computeGradientAndScore();
    // Live statistics have moved.
    reference.restore(
        new ReplicaState(NativeRow.copy(whole.params()), before.optimizer(), before.step()));
    reference.apply(NativeRow.copy(whole.getFlattenedGradients()));
    whole.clear();
  }

  @ParameterizedTest
  @MethodSource("places")
  void learnsBitByBitWhatTheWholeBackwardPassTeaches(
      String backbone, String from, boolean frozenNorm) {
    ReplicaRecipe recipe = recipe(backbone, from, frozenNorm);
    ComputationGraph whole = GraphFactory.create(recipe.network(), ADAM, Precision.FP32);
    try (Dl4jReplica replica = new Dl4jReplica(recipe, Precision.FP32);
        Dl4jReplica reference = new Dl4jReplica(recipe, Precision.FP32)) {
      StateDict start = weights(replica.weights());
      replica.load(start);
      reference.load(start);
      float[] before = replica.state().parameters().values();
      for (int step = 0; step < 2; step++) {
        stepThroughAll(whole, reference, batch(step));
        replica.train(List.of(batch(step)).iterator());
        assertSame(replica.state().parameters(), reference.state().parameters());
        assertSame(replica.state().optimizer(), reference.state().optimizer());
        // Embedding relies on prepared weights in between.
        float[] images = batch(9).images();
        assertThat(replica.embed(images, IMAGES)).isEqualTo(reference.embed(images, IMAGES));
      }
      assertThat(replica.state().parameters().values()).isNotEqualTo(before);
      replica.load(start);
      reference.restore(replica.state());
      stepThroughAll(whole, reference, batch(7));
      replica.train(List.of(batch(7)).iterator());
      assertSame(replica.state().parameters(), reference.state().parameters());
    }
  }

  private static void assertSame(FloatVector actual, FloatVector expected) {
    assertThat(Arrays.mismatch(actual.values(), expected.values()))
        .as("first difference")
        .isEqualTo(-1);
  }

  @Test
  void theFrozenPartEndsWhereSomethingLearns() {
    assertThat(FrozenPart.of(recipe("bn-inception", Backbone.INPUT, true).network()).isEmpty())
        .isTrue();
    FrozenPart head = FrozenPart.of(recipe("bn-inception", null, true).network());
    assertThat(head.border()).containsExactly(GraphFactory.POOL);
    FrozenPart block = FrozenPart.of(recipe("bn-inception", "5b_1x1", true).network());
    assertThat(block.names()).contains("5a", "5b_pool").doesNotContain("5b_1x1", "5b");
    assertThat(block.border()).containsExactly("5a", "5b_pool");
  }

  @Test
  void statisticsLieWhereTheLayersHaveThem() {
    try (Dl4jReplica replica =
        new Dl4jReplica(recipe("bn-inception", null, false), Precision.FP32)) {
      ReplicaState state = replica.state();
      float[] values = state.parameters().values();
      Arrays.fill(values, 1);
      for (Span span : replica.statistics()) {
        Arrays.fill(values, span.from(), span.to(), 2);
      }
      replica.restore(new ReplicaState(new FloatVector(values), state.optimizer(), 0));
      replica
          .weights()
          .tensors()
          .forEach(
              (name, tensor) -> {
                float expected = name.contains(".running_") ? 2 : 1;
                for (float value : tensor.data()) {
                  assertThat(value).as(name).isEqualTo(expected);
                }
              });
    }
  }
}
