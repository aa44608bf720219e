package dev.kindred.engine.dl4j;

import static dev.kindred.engine.dl4j.SmallReplicas.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.BothEngines;
import dev.kindred.engine.Precision;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.onednn.UnfoldedKernels;
import dev.kindred.loss.pair.MultiSimilarity;
import org.junit.jupiter.api.Test;

class Dl4jReplicaTest {
  private static final ReplicaRecipe PAIRS =
      SmallReplicas.lite0(new MultiSimilarity(2, 40, 0.5, null), 4, BothEngines.named("dl4j"));

  private static Dl4jReplica replica(ReplicaRecipe recipe) {
    Dl4jReplica replica = new Dl4jReplica(recipe, Precision.FP32);
    replica.load(SmallReplicas.weights(recipe));
    return replica;
  }

  @Test
  void foldingChangesNoEmbedding() {
    Dl4jReplica folded = replica(PAIRS);
    Dl4jReplica unfolded = replica(PAIRS);
    OtherKernels.use(unfolded, new UnfoldedKernels());
    float[] images = batch(3, 0, 1).images();
    assertThat(folded.embed(images, 4))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(unfolded.embed(images, 4));
  }
}
