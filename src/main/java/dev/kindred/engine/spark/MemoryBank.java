package dev.kindred.engine.spark;

import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.RememberedBatch;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.loss.Batch;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.Memory;
import dev.kindred.run.DriverOnly;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The cross-batch memory of all executors, on the driver. After a round it takes what the slots
 * embedded, by age: the first step of all slots in slot order, then the second, and so on. It
 * depends neither on who was done first nor, where it is smaller than a round, on a slot's number.
 * Stays empty for a loss without a memory.
 */
@DriverOnly
final class MemoryBank {
  private final int dim;
  private final int size;
  private Memory memory;

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

  /** For a round's tasks. */
  SharedMemory share(JavaSparkContext spark) {
    return new SharedMemory(memory.size() == 0 ? null : spark.broadcast(rows()));
  }

  void restore(MemoryRows rows) {
    memory = rows.toMemory(dim);
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
    }
  }
}
