package dev.kindred.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Precision;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.onednn.OneDnn;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.GoldenNetworks;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks in bf16 against the same ones in fp32, on processors that have bf16. */
final class HalfReplicaTest {
  @BeforeEach
  void onlyWhereTheProcessorHasBf16() {
    assumeTrue(OneDnn.hasBf16());
  }

  private record Network(GoldenNetworks golden, boolean frozen, String trainFrom) {
    Replica in(Precision precision) {
      Backbone backbone = BackboneRegistry.get(golden.backbone(), golden.size());
      NetworkSpec spec =
          new NetworkSpec(
              backbone, Pooling.AVERAGE_PLUS_MAX, golden.dim(), frozen, trainFrom, 0, 0, 1);
      ReplicaRecipe recipe =
          new ReplicaRecipe(
              spec,
              Optimizer.adam(LearningRate.constant(1e-4), 1),
              new MultiSimilarity(2, 10, 0.5, null),
              1,
              new Dl4jEngine(precision));
      Replica replica = recipe.create();
      List<Tensor> tensors = new ArrayList<>(golden.stateDict().tensors().values());
      tensors.add(golden.headWeight());
      tensors.add(golden.headBias());
      replica.load(StateDict.of("golden", tensors));
      return replica;
    }

    TrainingBatch batch() {
      Tensor nchw = golden.input();
      int area = golden.size() * golden.size();
      float[] images = new float[nchw.data().length];
      for (int i = 0; i < images.length; i++) {
        int image = i / (3 * area);
        images[(image * area + i % area) * 3 + i / area % 3] = nchw.data()[i];
      }
      int[] labels = new int[golden.batch()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = i / 2;
      }
      return new TrainingBatch(images, labels, 0);
    }
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }

  @ParameterizedTest
  @CsvSource({
    "bn-inception, true, 0.98",
    "bn-inception, false, 0.9",
    "efficientnet-lite0, true, 0.9",
    "resnet50, true, 0.9",
    "resnet50, false, 0.8",
  })
  void embeddingsAndGradientsPointWhereThoseOfFp32Do(String name, boolean frozen, double least) {
    GoldenNetworks golden = GoldenNetworks.load(name);
    Network network = new Network(golden, frozen, Backbone.INPUT);
    TrainingBatch batch = network.batch();
    float[] upstream = golden.lossWeights().data();
    try (Replica full = network.in(Precision.FP32);
        Replica half = network.in(Precision.BF16)) {
      double embeddings =
          cosine(full.embed(batch.images(), batch.n()), half.embed(batch.images(), batch.n()));
      double gradients =
          cosine(full.gradient(batch, upstream).values(), half.gradient(batch, upstream).values());
      assertThat(embeddings).isGreaterThan(0.999);
      assertThat(gradients).isGreaterThan(least);
    }
  }

  @ParameterizedTest
  @CsvSource({"bn-inception, 4a_1x1", "resnet50, layer3.0.conv1", "bn-inception,"})
  void aPartThatTrainsHasTheGradientThatItHasInTheWhole(String name, String from) {
    GoldenNetworks golden = GoldenNetworks.load(name);
    Network network = new Network(golden, true, from);
    TrainingBatch batch = network.batch();
    float[] upstream = golden.lossWeights().data();
    try (Replica full = network.in(Precision.FP32);
        Replica half = network.in(Precision.BF16)) {
      assertThat(
              cosine(
                  full.gradient(batch, upstream).values(), half.gradient(batch, upstream).values()))
          .isGreaterThan(0.95);
    }
  }

  @Test
  void theSameStepsGiveTheSameBits() {
    Network network = new Network(GoldenNetworks.load("bn-inception"), false, Backbone.INPUT);
    List<TrainingBatch> twice = List.of(network.batch(), network.batch());
    try (Replica one = network.in(Precision.BF16);
        Replica other = network.in(Precision.BF16)) {
      assertThat(one.train(twice.iterator())).isEqualTo(other.train(twice.iterator()));
      assertThat(one.state().parameters().values()).isEqualTo(other.state().parameters().values());
    }
  }

  /** Whoever reads the file may have another processor. */
  @Test
  void whatIsSavedComputesInFp32() throws IOException {
    Network network = new Network(GoldenNetworks.load("resnet50"), true, Backbone.INPUT);
    TrainingBatch batch = network.batch();
    int size = network.golden().size();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Replica full = network.in(Precision.FP32);
        Replica half = network.in(Precision.BF16)) {
      half.save(out);
      ComputationGraph read =
          ModelSerializer.restoreComputationGraph(
              new ByteArrayInputStream(out.toByteArray()), false);
      INDArray images = Nd4j.create(batch.images(), new long[] {batch.n(), size, size, 3}, 'c');
      float[] embedded =
          read.output(List.of(GraphFactory.EMBEDDING), false, new INDArray[] {images}, null)[0]
              .dup('c')
              .data()
              .asFloat();
      assertThat(embedded).containsExactly(full.embed(batch.images(), batch.n()), within(1e-5f));
    }
  }
}
