package dev.kindred.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * Plans batches, epoch by epoch. Everything follows from (seed, epoch), so a position is enough to
 * resume.
 */
public interface Sampler {
  /** Batches of each epoch. */
  int batchesPerEpoch();

  /** All batches of one epoch. */
  List<PlannedBatch> epoch(int epoch);

  /**
   * The next {@code workers * batchesEach} batches, dealt anew: batch after batch goes to worker
   * after worker, and since each epoch has an order of its own, so do the classes.
   */
  default Deal deal(Position from, int workers, int batchesEach) {
    if (workers < 1 || batchesEach < 1) {
      throw new IllegalArgumentException(
          "%d workers, %d batches each: both at least 1".formatted(workers, batchesEach));
    }
    List<List<PlannedBatch>> hands = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      hands.add(new ArrayList<>(batchesEach));
    }
    int epoch = from.epoch();
    int batch = from.batch();
    List<PlannedBatch> plan = epoch(epoch);
    for (int i = 0; i < workers * batchesEach; i++) {
      if (batch >= plan.size()) {
        plan = epoch(++epoch);
        batch = 0;
      }
      hands.get(i % workers).add(plan.get(batch++));
    }
    return new Deal(hands, new Position(epoch, batch));
  }
}
