package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.loss.pair.MultiSimilarity;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A replica goes from task to task, and from thread to thread. */
class ReplicaThreadsTest {
  @ParameterizedTest
  @MethodSource("dev.kindred.engine.BothEngines#all")
  void aReplicaTrainsOnOtherThreadsThanTheOneThatBuiltIt(Engine engine) {
    ReplicaRecipe recipe = SmallReplicas.lite0(new MultiSimilarity(2, 40, 0.5, null), 4, engine);
    try (Replica one = recipe.create();
        Replica other = recipe.create()) {
      one.load(SmallReplicas.weights(recipe));
      other.load(SmallReplicas.weights(recipe));
      for (int step = 0; step < 3; step++) {
        int seed = step;
        one.train(List.of(SmallReplicas.batch(seed, 0, 1)).iterator());
        onAThreadOfItsOwn(() -> other.train(List.of(SmallReplicas.batch(seed, 0, 1)).iterator()));
      }
      assertThat(other.state().parameters().values()).isEqualTo(one.state().parameters().values());
    }
  }

  private static void onAThreadOfItsOwn(Runnable work) {
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(work, task -> new Thread(task).start());
    done.join();
  }
}
