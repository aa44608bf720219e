package dev.kindred.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
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
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The graphs against PyTorch in double precision: activations, embeddings, gradients. */
final class GoldenGraphTest {
  private static final double TOLERANCE = 1e-4;

  private static Dl4jReplica replica(GoldenNetworks golden, Pooling pooling, boolean frozen) {
    Backbone backbone = BackboneRegistry.get(golden.backbone(), golden.size());
    NetworkSpec spec =
        new NetworkSpec(backbone, pooling, golden.dim(), frozen, Backbone.INPUT, 0, 0, 1);
    Optimizer optimizer = Optimizer.adam(LearningRate.constant(1e-4), 1);
    Dl4jReplica replica =
        new Dl4jReplica(new ReplicaRecipe(spec, optimizer, null, 1, new Dl4jEngine()));
    List<Tensor> tensors = new ArrayList<>(golden.stateDict().tensors().values());
    tensors.add(golden.headWeight());
    tensors.add(golden.headBias());
    replica.load(StateDict.of("golden", tensors));
    return replica;
  }

  private static float[] nhwc(Tensor nchw) {
    int[] s = nchw.shape();
    return Nd4j.create(nchw.data(), new long[] {s[0], s[1], s[2], s[3]}, 'c')
        .permute(0, 2, 3, 1)
        .dup('c')
        .data()
        .asFloat();
  }

  private static float[] nchw(INDArray nhwc) {
    return nhwc.permute(0, 3, 1, 2).dup('c').data().asFloat();
  }

  @ParameterizedTest
  @CsvSource({"bn-inception", "efficientnet-lite0", "resnet50", "efficientnet-lite0-published"})
  void activationsOfEveryBlockInEvaluation(String name) {
    GoldenNetworks golden = GoldenNetworks.load(name);
    Dl4jReplica replica = replica(golden, Pooling.AVERAGE, true);
    int size = golden.size();
    INDArray images =
        Nd4j.create(nhwc(golden.input()), new long[] {golden.batch(), size, size, 3}, 'c');
    Map<String, INDArray> found = replica.graph().feedForward(images, false);
    for (Values expected : golden.evaluation().activations()) {
      assertThat(expected.deviation(nchw(found.get(expected.name())), 0))
          .as(expected.name())
          .isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest
  @CsvSource({"bn-inception", "efficientnet-lite0", "resnet50", "efficientnet-lite0-published"})
  void embeddingsInEvaluationUnderEveryPooling(String name) {
    GoldenNetworks golden = GoldenNetworks.load(name);
    for (Pooling pooling : Pooling.values()) {
      double[] expected = golden.evaluation().embeddings().get(pooling.name());
      float[] actual = replica(golden, pooling, true).embed(nhwc(golden.input()), golden.batch());
      assertClose(name + " " + pooling, actual, expected);
    }
  }

  private static void assertClose(String what, float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).as(what + " " + i).isCloseTo(expected[i], within(TOLERANCE));
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
    Dl4jReplica replica = replica(golden, Pooling.AVERAGE, frozen);
    float[] weights = golden.lossWeights().data();
    int size = golden.size();
    BatchLoss loss =
        (z, labels, own) -> {
          assertClose("embedding", z, mode.embeddings().get(Pooling.AVERAGE.name()));
          double value = 0;
          for (int i = 0; i < z.length; i++) {
            value += z[i] * weights[i];
          }
          return new BatchLoss.Outcome(value, weights, new float[0]);
        };
    ComputationGraph graph = replica.graph();
    ((MetricLossLayer) graph.getLayer(GraphFactory.LOSS)).use(loss);
    graph.setInputs(
        Nd4j.create(nhwc(golden.input()), new long[] {golden.batch(), size, size, 3}, 'c'));
    graph.setLabels(Nd4j.zeros(golden.batch(), 1));
    graph.computeGradientAndScore();
    assertThat(graph.score()).isCloseTo(mode.loss(), within(1e-3));

    Map<String, float[]> gradients =
        GraphWeights.named(replica.spec(), (layer, key) -> gradient(graph, layer, key));
    double largest = mode.gradients().stream().mapToDouble(Values::norm).max().orElseThrow();
    for (Values expected : mode.gradients()) {
      // What stands before a normalisation by batch statistics may have no influence at all.
      boolean zero = expected.norm() < 1e-9 * largest;
      double floor = (zero ? 1e-2 : 1e-3) * largest;
      assertThat(expected.deviation(gradients.get(expected.name()), floor))
          .as(expected.name())
          .isLessThan(TOLERANCE);
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

  private static INDArray gradient(ComputationGraph graph, String layer, String key) {
    return graph.gradient().getGradientFor(layer + "_" + key);
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
    Dl4jReplica replica =
        new Dl4jReplica(
            new ReplicaRecipe(
                spec, optimizer, new MultiSimilarity(2, 40, 0.5, null), 1, new Dl4jEngine()));
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
