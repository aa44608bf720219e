package dev.kindred.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.BothEngines;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.GoldenNetworks;
import dev.kindred.model.GoldenNetworks.Values;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The transformer against timm's in double precision. */
class VisionTransformerTest {
  private static final double TOLERANCE = 1e-4;
  private static final GoldenNetworks GOLDEN = GoldenNetworks.load(GoldenNetworks.TRANSFORMER);

  private static ReplicaRecipe recipe(String engine, Pooling pooling, String from) {
    Backbone backbone = BackboneRegistry.get(GOLDEN.backbone(), GOLDEN.size());
    NetworkSpec spec = new NetworkSpec(backbone, pooling, GOLDEN.dim(), true, from, 0, 0, 1);
    return new ReplicaRecipe(
        spec,
        Optimizer.adam(LearningRate.constant(1e-4), 1),
        new MultiSimilarity(2, 40, 0.5, null),
        1,
        BothEngines.named(engine));
  }

  private static TorchReplica replica(Pooling pooling, String from) {
    TorchReplica replica = (TorchReplica) recipe("torch", pooling, from).create();
    List<Tensor> tensors = new ArrayList<>(GOLDEN.stateDict().tensors().values());
    tensors.add(GOLDEN.headWeight());
    tensors.add(GOLDEN.headBias());
    replica.load(StateDict.of("golden", tensors));
    return replica;
  }

  private static float[] images() {
    Tensor nchw = GOLDEN.input();
    int area = GOLDEN.size() * GOLDEN.size();
    float[] to = new float[nchw.data().length];
    for (int i = 0; i < to.length; i++) {
      int image = i / (3 * area);
      to[(image * area + i % area) * 3 + i / area % 3] = nchw.data()[i];
    }
    return to;
  }

  @Test
  void tokensOfEveryBlock() {
    try (TorchReplica replica = replica(Pooling.AVERAGE, Backbone.INPUT)) {
      Map<String, float[]> found = TorchMaps.of(replica, images(), GOLDEN.batch());
      assertThat(GOLDEN.evaluation().activations()).hasSize(14);
      for (Values expected : GOLDEN.evaluation().activations()) {
        assertThat(expected.deviation(found.get(expected.name()), 0))
            .as(expected.name())
            .isLessThan(TOLERANCE);
      }
    }
  }

  @Test
  void embeddingsUnderEveryPooling() {
    for (Pooling pooling : Pooling.values()) {
      double[] expected = GOLDEN.evaluation().embeddings().get(pooling.name());
      try (TorchReplica replica = replica(pooling, Backbone.INPUT)) {
        float[] actual = replica.embed(images(), GOLDEN.batch());
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
          assertThat((double) actual[i]).isCloseTo(expected[i], within(TOLERANCE));
        }
      }
    }
  }

  @Test
  void gradientsOfEveryParameter() {
    try (TorchReplica replica = replica(Pooling.AVERAGE, Backbone.INPUT)) {
      TrainingBatch batch = new TrainingBatch(images(), new int[GOLDEN.batch()], 0);
      float[] gradient = replica.gradient(batch, GOLDEN.lossWeights().data()).values();
      StateDict named = replica.named(gradient, "gradient");
      assertThat(GOLDEN.evaluation().gradients()).hasSameSizeAs(named.tensors().keySet());
      double largest =
          GOLDEN.evaluation().gradients().stream().mapToDouble(Values::norm).max().orElseThrow();
      for (Values expected : GOLDEN.evaluation().gradients()) {
        assertThat(expected.deviation(named.get(expected.name()).data(), 1e-3 * largest))
            .as(expected.name())
            .isLessThan(TOLERANCE);
      }
    }
  }

  @Test
  void nothingIsDifferentiatedBeforeWhatIsTrained() {
    try (TorchReplica replica = replica(Pooling.AVERAGE, "block10")) {
      TrainingBatch batch = new TrainingBatch(images(), new int[GOLDEN.batch()], 0);
      assertThat(replica.differentiated(batch)).containsExactly("block10", "block11", "token");
    }
  }

  @Test
  void itLearns() {
    try (TorchReplica replica = replica(Pooling.AVERAGE, Backbone.INPUT)) {
      TrainingBatch batch = new TrainingBatch(images(), new int[] {0, 0, 1, 1, 2, 2, 3, 3}, 0);
      double[] losses = replica.train(List.of(batch, batch, batch, batch, batch, batch).iterator());
      assertThat(losses[5]).isLessThan(losses[0]);
    }
  }

  @Test
  void dl4jRefusesItByName() {
    assertThatThrownBy(() -> recipe("dl4j", Pooling.AVERAGE, Backbone.INPUT))
        .isInstanceOf(KindredException.class)
        .hasMessage(
            "kindred.backbone.name = vit-small-16 is for kindred.engine.name = torch; dl4j has no"
                + " attention");
  }

  @Test
  void sizesThatPatchesDoNotFillAreRefused() {
    assertThatThrownBy(() -> BackboneRegistry.get("vit-base-16", 230))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("patches of 16 do not fill")
        .hasMessageContaining("224 and 240");
  }
}
