package dev.kindred.engine.spark;

import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The replicas that live in this process between tasks: building a network and its kernels for
 * every round would cost more than some rounds. It is the one place with state beyond a task, since
 * Spark gives tasks no other that outlives them; what a replica holds is set at the start of every
 * use, so that nothing depends on who used it before.
 */
final class ReplicaPool {
  private static final ReplicaPool INSTANCE = new ReplicaPool();

  private final Map<String, Deque<Replica>> idle = new HashMap<>();
  private String key = "";

  private ReplicaPool() {}

  static ReplicaPool ofThisProcess() {
    return INSTANCE;
  }

  /** A work done with a replica. */
  @FunctionalInterface
  interface Work<T> {
    T on(Replica replica);
  }

  /**
   * Lends a replica to one task; two at a time get two. A replica whose task failed is not used
   * again, and neither is one elsewhere: Spark may give each task another GPU.
   *
   * @param owner of the recipe; another owner's idle replicas are let go
   */
  <T> T with(String owner, ReplicaRecipe recipe, Work<T> work) {
    String place = recipe.engine().place();
    Replica replica = take(owner, place);
    if (replica == null) {
      replica = recipe.create();
    }
    T result;
    try {
      result = work.on(replica);
    } catch (RuntimeException | Error e) {
      replica.close();
      throw e;
    }
    giveBack(owner, place, replica);
    return result;
  }

  private synchronized Replica take(String owner, String place) {
    if (!key.equals(owner)) {
      idle.values().forEach(all -> all.forEach(Replica::close));
      idle.clear();
      key = owner;
    }
    return at(place).poll();
  }

  private Deque<Replica> at(String place) {
    return idle.computeIfAbsent(place, unused -> new ArrayDeque<>());
  }

  private synchronized void giveBack(String owner, String place, Replica replica) {
    if (key.equals(owner)) {
      at(place).push(replica);
    } else {
      replica.close();
    }
  }
}
