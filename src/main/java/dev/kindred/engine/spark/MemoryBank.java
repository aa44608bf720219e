package dev.kindred.engine.spark;

import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.RememberedBatch;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.exchange.Handover;
import dev.kindred.engine.exchange.PeerRows;
import dev.kindred.loss.Batch;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.Memory;
import dev.kindred.run.DriverOnly;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The cross-batch memory of all executors, on the driver. After a round it takes what the slots
 * embedded, by age: the first step of all slots in slot order, then the second, and so on. It
 * depends neither on who was done first nor, where it is smaller than a round, on a slot's number.
 * Stays empty for a loss without a memory. Executors get new rows from each other; the driver has
 * them for checkpoints, and for executors that miss some.
 */
@DriverOnly
final class MemoryBank {
  /** With more parts than this they are shared anew as one: a memory may be thousands of rounds. */
  private static final int PARTS = 32;

  private final int dim;
  private final int size;
  private final Deque<Part> parts = new ArrayDeque<>();
  private Memory memory;
  private int unshared;

  /** Whether some executor asked the driver for what others should have had. */
  private volatile boolean incomplete;

  /** Under which the next rows go; null until it is needed. */
  private Broadcast<Integer> token;

  /** What is shared: its form for tasks, what ends it, and how many rows. */
  private record Part(SharedMemory.Part rows, Runnable end, int n) {}

  MemoryBank(ReplicaRecipe recipe) {
    this.dim = recipe.network().dim();
    this.size = recipe.loss() instanceof CrossBatchMemory loss ? loss.size() : 0;
    this.memory = Memory.empty(dim);
  }

  Memory memory() {
    return memory;
  }

  MemoryRows rows() {
    return MemoryRows.of(memory);
  }

  /** For a round's tasks; what earlier rounds were given is not to be used any more. */
  SharedMemory share(JavaSparkContext spark) {
    if (incomplete) {
      incomplete = false;
      forget();
    }
    if (unshared > 0) {
      if (parts.size() == PARTS) {
        forget();
      }
      MemoryRows fresh = MemoryRows.newest(List.of(rows()), unshared);
      Broadcast<MemoryRows> rows = spark.broadcast(fresh);
      parts.add(new Part(new SharedMemory.FromDriver(rows), () -> rows.unpersist(false), unshared));
      unshared = 0;
    }
    int shared = parts.stream().mapToInt(Part::n).sum();
    while (!parts.isEmpty() && shared - parts.getFirst().n() >= memory.size()) {
      shared -= parts.getFirst().n();
      parts.removeFirst().end().run();
    }
    return shared(spark, parts.stream().map(Part::rows).toList());
  }

  /**
   * What {@link #share} gives now, but from the driver alone, for tasks that run again.
   *
   * @return made when it is first asked for, by any thread
   */
  Supplier<SharedMemory> fromDriver(JavaSparkContext spark, SharedMemory now) {
    MemoryRows all = rows();
    return new Lazily<>(
        () -> {
          if (now.parts().isEmpty()) {
            return now;
          }
          incomplete = true;
          return new SharedMemory(
              List.of(new SharedMemory.FromDriver(spark.broadcast(all))), all.n(), now.fresh());
        });
  }

  private SharedMemory shared(JavaSparkContext spark, List<SharedMemory.Part> rows) {
    if (token == null && size > 0) {
      token = spark.broadcast(0);
    }
    return new SharedMemory(rows, memory.size(), token == null ? -1 : token.id());
  }

  private void forget() {
    parts.forEach(part -> part.end().run());
    parts.clear();
    unshared = memory.size();
  }

  void restore(MemoryRows rows) {
    memory = rows.toMemory(dim);
    forget();
  }

  /**
   * Takes in a round whose executors have its rows for each other.
   *
   * @param left where, in slot order
   * @param slots batches of each slot, in slot order
   */
  void merge(List<Handover> left, List<List<RememberedBatch>> slots) {
    int before = unshared;
    merge(slots);
    if (before == 0 && unshared > 0 && parts.size() < PARTS) {
      PeerRows rows = new PeerRows(token.id(), left);
      parts.add(new Part(new SharedMemory.FromPeers(rows), token::destroy, unshared));
      token = null;
      unshared = 0;
    }
  }

  /**
   * Takes in a round.
   *
   * @param slots batches of each slot, in slot order
   */
  void merge(List<List<RememberedBatch>> slots) {
    MemoryRows fresh = MemoryRows.inOrder(slots.stream().flatMap(List::stream).toList());
    if (fresh.n() > 0) {
      memory = memory.push(new Batch(fresh.x().values(), fresh.labels(), dim), size);
      unshared = Math.min(unshared + fresh.n(), memory.size());
    }
  }
}
