package dev.kindred.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.BothEngines;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.Node;
import dev.kindred.model.StateDict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing is differentiated, and nothing changes, before the first node that is trained. */
class TrainedPartsTest {
  private static final TrainingBatch BATCH = SmallReplicas.batch(1, 0, 1);

  private static ReplicaRecipe recipe(String from, boolean frozen) {
    ReplicaRecipe all =
        SmallReplicas.lite0(new MultiSimilarity(2, 40, 0.5, null), 4, BothEngines.named("torch"));
    NetworkSpec n = all.network();
    NetworkSpec part = new NetworkSpec(n.backbone(), n.pooling(), n.dim(), frozen, from, 0, 0, 1);
    return new ReplicaRecipe(part, all.optimizer(), all.loss(), all.classes(), all.engine());
  }

  private static List<String> behind(String first) {
    List<String> names =
        recipe(null, true).network().backbone().nodes().stream().map(Node::name).toList();
    return names.subList(names.indexOf(first), names.size());
  }

  private static List<String> differentiated(String from, boolean frozen) {
    ReplicaRecipe recipe = recipe(from, frozen);
    try (Replica replica = recipe.create()) {
      replica.load(SmallReplicas.weights(recipe));
      return ((TorchReplica) replica).differentiated(BATCH);
    }
  }

  @Test
  void gradientsBeginAtTheFirstNodeThatIsTrained() {
    for (boolean frozen : new boolean[] {true, false}) {
      assertThat(differentiated("b12_expand", frozen)).isEqualTo(behind("b12_expand"));
      assertThat(differentiated(null, frozen)).isEmpty();
      assertThat(differentiated(Backbone.INPUT, frozen)).isEqualTo(behind("stem"));
    }
  }

  @Test
  void onlyWhatIsTrainedChanges() {
    ReplicaRecipe recipe = recipe("b15_expand", false);
    try (Replica replica = recipe.create()) {
      replica.load(SmallReplicas.weights(recipe));
      StateDict before = replica.weights();
      replica.train(List.of(BATCH, BATCH).iterator());
      StateDict after = replica.weights();
      for (String key : before.tensors().keySet()) {
        boolean trained = key.matches("(_blocks\\.15|_conv_head|_bn1|head)\\..*");
        assertThat(Arrays.equals(before.get(key).data(), after.get(key).data()))
            .as(key)
            .isEqualTo(!trained);
      }
    }
  }
}
