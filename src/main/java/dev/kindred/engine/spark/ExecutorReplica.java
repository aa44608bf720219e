package dev.kindred.engine.spark;

import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import java.util.function.Function;

/** Lends the executor's living replica to tasks other than training. */
public final class ExecutorReplica {
  private ExecutorReplica() {}

  /**
   * Calls {@code work} with a replica in the given state.
   *
   * @param owner of the recipe, such as the run's id; the same owner has the same recipe
   */
  public static <T> T use(
      String owner, ReplicaRecipe recipe, ReplicaState state, Function<Replica, T> work) {
    return ReplicaPool.ofThisProcess()
        .with(
            owner,
            recipe,
            replica -> {
              replica.restore(state);
              return work.apply(replica);
            });
  }
}
