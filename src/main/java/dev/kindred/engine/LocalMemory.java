package dev.kindred.engine;

import dev.kindred.loss.Batch;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.LossValue;
import dev.kindred.loss.Memory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The cross-batch memory that one replica sees during a round: what all replicas had embedded
 * before the round, then its own batches of this round. What the others embed meanwhile it sees a
 * round later, so that it does not depend on how fast they are. Used by one thread.
 */
public final class LocalMemory {
  private final Deque<RememberedBatch> fresh = new ArrayDeque<>();
  private Memory memory;
  private int freshRows;

  /**
   * @param common what came before the round
   */
  public LocalMemory(Memory common) {
    memory = common;
  }

  /**
   * Value and gradient against what is remembered; then the batch is remembered too.
   *
   * @param step counted over the whole training, from 0
   */
  public LossValue evaluate(CrossBatchMemory loss, Batch batch, int step) {
    LossValue value = loss.evaluate(batch, memory, step);
    if (loss.isOn(step)) {
      memory = loss.remember(memory, batch, step);
      fresh.addLast(new RememberedBatch(step, MemoryRows.of(batch)));
      freshRows += batch.n();
      // Newer rows of this replica alone would push these out of any memory.
      while (freshRows - fresh.getFirst().rows().n() >= loss.size()) {
        freshRows -= fresh.removeFirst().rows().n();
      }
    }
    return value;
  }

  /** The batches of this round, oldest first, as far as a memory could still hold them. */
  public List<RememberedBatch> fresh() {
    return List.copyOf(fresh);
  }
}
