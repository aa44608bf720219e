package dev.kindred.engine.spark;

import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.RememberedBatch;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.loss.Batch;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.Memory;
import dev.kindred.run.DriverOnly;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The cross-batch memory of all executors, on the driver. After a round it takes what the slots
 * embedded, by age: the first step of all slots in slot order, then the second, and so on. It
 * depends neither on who was done first nor, where it is smaller than a round, on a slot's number.
 * Stays empty for a loss without a memory.
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

  private record Part(Broadcast<MemoryRows> rows, int n) {}

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
    if (unshared > 0) {
      if (parts.size() == PARTS) {
        forget();
      }
      MemoryRows fresh = MemoryRows.newest(List.of(rows()), unshared);
      parts.add(new Part(spark.broadcast(fresh), unshared));
      unshared = 0;
    }
    int shared = parts.stream().mapToInt(Part::n).sum();
    while (!parts.isEmpty() && shared - parts.getFirst().n() >= memory.size()) {
      shared -= parts.getFirst().n();
      parts.removeFirst().rows().unpersist(false);
    }
    return new SharedMemory(parts.stream().map(Part::rows).toList(), memory.size());
  }

  private void forget() {
    parts.forEach(part -> part.rows().unpersist(false));
    parts.clear();
    unshared = memory.size();
  }

  void restore(MemoryRows rows) {
    memory = rows.toMemory(dim);
    forget();
  }

  /**
   * Takes in a round.
   *
   * @param slots batches of each slot, in slot order
   */
  void merge(List<List<RememberedBatch>> slots) {
    // The sort is stable: batches of one step stay in slot order.
    MemoryRows fresh =
        MemoryRows.concat(
            slots.stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(RememberedBatch::step))
                .map(RememberedBatch::rows)
                .toList());
    if (fresh.n() > 0) {
      memory = memory.push(new Batch(fresh.x().values(), fresh.labels(), dim), size);
      unshared = Math.min(unshared + fresh.n(), memory.size());
    }
  }
}
