package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.dl4j.Dl4jMaps;
import dev.kindred.engine.torch.TorchMaps;
import dev.kindred.loss.Batch;
import dev.kindred.loss.Loss;
import dev.kindred.loss.LossValue;
import dev.kindred.loss.MetricLoss;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.GoldenCurve;
import dev.kindred.model.GoldenNetworks;
import dev.kindred.model.GoldenNetworks.Mode;
import dev.kindred.model.GoldenNetworks.Values;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every engine against PyTorch in double precision: activations, embeddings, gradients, steps. */
@ParameterizedClass
@MethodSource("dev.kindred.engine.BothEngines#all")
final class GoldenReplicaTest {
  private static final double TOLERANCE = 1e-4;

  private final Engine engine;

  GoldenReplicaTest(Engine engine) {
    this.engine = engine;
  }

  private ReplicaRecipe recipe(GoldenNetworks golden, Pooling pooling, boolean frozen, Loss loss) {
    Backbone backbone = BackboneRegistry.get(golden.backbone(), golden.size());
    NetworkSpec spec =
        new NetworkSpec(backbone, pooling, golden.dim(), frozen, Backbone.INPUT, 0, 0, 1);
    Optimizer optimizer = Optimizer.adam(LearningRate.constant(1e-4), 1);
    return new ReplicaRecipe(spec, optimizer, loss, 1, engine);
  }

  private static Replica replica(GoldenNetworks golden, ReplicaRecipe recipe) {
    return replica(weights(golden), recipe);
  }

  private static Replica replica(StateDict weights, ReplicaRecipe recipe) {
    Replica replica = recipe.create();
    replica.load(weights);
    return replica;
  }

  private static StateDict weights(GoldenNetworks golden) {
    List<Tensor> tensors = new ArrayList<>(golden.stateDict().tensors().values());
    tensors.add(golden.headWeight());
    tensors.add(golden.headBias());
    return StateDict.of("golden", tensors);
  }

  static float[] nhwc(Tensor nchw) {
    int[] s = nchw.shape();
    float[] to = new float[nchw.data().length];
    int area = s[2] * s[3];
    for (int i = 0; i < to.length; i++) {
      int image = i / (s[1] * area);
      int channel = i / area % s[1];
      to[(image * area + i % area) * s[1] + channel] = nchw.data()[i];
    }
    return to;
  }

  @ParameterizedTest
  @CsvSource({
    "bn-inception",
    "efficientnet-lite0",
    "efficientnet-lite1",
    "efficientnet-lite2",
    "resnet50",
    "efficientnet-lite0-published"
  })
  void activationsOfEveryBlockInEvaluation(String name) {
    GoldenNetworks golden = GoldenNetworks.load(name);
    try (Replica replica = replica(golden, recipe(golden, Pooling.AVERAGE, true, null))) {
      float[] images = nhwc(golden.input());
      Map<String, float[]> found =
          engine.name().equals("torch")
              ? TorchMaps.of(replica, images, golden.batch())
              : Dl4jMaps.of(replica, images, golden.batch());
      for (Values expected : golden.evaluation().activations()) {
        assertThat(expected.deviation(found.get(expected.name()), 0))
            .as(expected.name())
            .isLessThan(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bn-inception",
    "efficientnet-lite0",
    "efficientnet-lite1",
    "efficientnet-lite2",
    "resnet50",
    "efficientnet-lite0-published"
  })
  void embeddingsInEvaluationUnderEveryPooling(String name) {
    GoldenNetworks golden = GoldenNetworks.load(name);
    StateDict weights = weights(golden);
    float[] images = nhwc(golden.input());
    for (Pooling pooling : Pooling.values()) {
      double[] expected = golden.evaluation().embeddings().get(pooling.name());
      try (Replica replica = replica(weights, recipe(golden, pooling, true, null))) {
        float[] actual = replica.embed(images, golden.batch());
        assertClose(name + " " + pooling, actual, expected);
      }
    }
  }

  private static void assertClose(String what, float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).as(what + " " + i).isCloseTo(expected[i], within(TOLERANCE));
    }
  }

  /** {@code sum(embedding * weights)}, once the embeddings are PyTorch's. */
  private record Weighted(float[] weights, double[] embeddings) implements MetricLoss {
    private static final long serialVersionUID = 1L;

    @Override
    public LossValue evaluate(Batch batch) {
      assertClose("embedding", batch.x(), embeddings);
      double value = 0;
      for (int i = 0; i < weights.length; i++) {
        value += batch.x()[i] * weights[i];
      }
      return new LossValue(value, weights);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bn-inception, true",
    "bn-inception, false",
    "efficientnet-lite0, true",
    "efficientnet-lite0, false",
    "resnet50, true",
    "resnet50, false"
  })
  void gradientsOfEveryParameter(String name, boolean frozen) {
    GoldenNetworks golden = GoldenNetworks.load(name);
    Mode mode = frozen ? golden.evaluation() : golden.training();
    Weighted loss =
        new Weighted(golden.lossWeights().data(), mode.embeddings().get(Pooling.AVERAGE.name()));
    ReplicaRecipe recipe = recipe(golden, Pooling.AVERAGE, frozen, loss);
    try (Replica replica = replica(golden, recipe)) {
      TrainingBatch batch = new TrainingBatch(nhwc(golden.input()), new int[golden.batch()], 0);
      double value = replica.train(List.of(batch).iterator())[0];
      assertThat(value).isCloseTo(mode.loss(), within(1e-3));
      float[] moments = replica.state().optimizer().values();
      StateLayout layout = StateLayout.of(recipe.network(), recipe.optimizer());
      double largest = mode.gradients().stream().mapToDouble(Values::norm).max().orElseThrow();
      for (Values expected : mode.gradients()) {
        // What stands before a normalisation by batch statistics may have no influence at all.
        boolean zero = expected.norm() < 1e-9 * largest;
        double floor = (zero ? 1e-2 : 1e-3) * largest;
        float[] gradient = gradient(layout, layout.slice(expected.name()), moments);
        assertThat(expected.deviation(gradient, floor)).as(expected.name()).isLessThan(TOLERANCE);
      }
      if (!frozen) {
        StateDict after = replica.weights();
        for (Values expected : mode.running()) {
          assertThat(expected.deviation(after.get(expected.name()).data(), 0))
              .as(expected.name())
              .isLessThan(TOLERANCE);
        }
      }
    }
  }

  /** After one step of Adam the first moment is a tenth of the gradient. */
  private static float[] gradient(StateLayout layout, StateSlice slice, float[] moments) {
    MomentBlock block =
        layout.blocks().stream()
            .filter(
                b -> b.parameters() <= slice.offset() && slice.end() <= b.parameters() + b.length())
            .findFirst()
            .orElseThrow();
    int from = block.moments() + slice.offset() - block.parameters();
    float[] gradient = Arrays.copyOfRange(moments, from, from + slice.length());
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (gradient[i] / (1 - 0.9));
    }
    return gradient;
  }

  @Test
  void fiftyStepsFollowTorch() {
    GoldenCurve curve = GoldenCurve.load();
    NetworkSpec spec =
        new NetworkSpec(
            BackboneRegistry.get("efficientnet-lite0", curve.size()),
            Pooling.AVERAGE,
            curve.dim(),
            true,
            Backbone.INPUT,
            0,
            0,
            1);
    Optimizer optimizer =
        Optimizer.adam(LearningRate.constant(curve.learningRate()), curve.headFactor());
    Replica replica =
        new ReplicaRecipe(spec, optimizer, new MultiSimilarity(2, 40, 0.5, null), 1, engine)
            .create();
    List<Tensor> tensors =
        new ArrayList<>(
            GoldenNetworks.load(GoldenNetworks.PUBLISHED).stateDict().tensors().values());
    tensors.add(curve.headWeight());
    replica.load(StateDict.of("published", tensors));
    int images =
        Arrays.stream(curve.batches()).flatMapToInt(Arrays::stream).max().orElseThrow() + 1;
    float[] all = nhwc(curve.images(images));
    int floats = curve.size() * curve.size() * 3;
    for (int step = 0; step < curve.batches().length; step++) {
      int[] rows = curve.batches()[step];
      float[] pixels = new float[rows.length * floats];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(all, rows[i] * floats, pixels, i * floats, floats);
      }
      int[] labels = Arrays.stream(rows).map(r -> r / curve.perClass()).toArray();
      double loss = replica.train(List.of(new TrainingBatch(pixels, labels, 0)).iterator())[0];
      assertThat(loss / curve.loss()[step]).as("step " + step).isCloseTo(1, within(0.01));
    }
  }
}
