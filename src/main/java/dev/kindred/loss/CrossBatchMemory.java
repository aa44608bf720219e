package dev.kindred.loss;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.Serializable;

/**
 * Cross-batch memory (Wang 2020, arXiv:1912.06798) around a pair loss: the anchors are the batch,
 * the references the batch and past embeddings. The memory is a value that whoever trains holds;
 * this only says how large it is and from when on it is used.
 *
 * @param loss any pair loss
 * @param size embeddings kept, first in first out
 * @param startAfter iterations of training before it is used, as embeddings drift fast at first
 */
public record CrossBatchMemory(PairLoss loss, int size, long startAfter) implements Serializable {
  /**
   * As configured.
   *
   * @param constants with {@code size} and {@code start-after}
   * @param loss to wrap
   * @throws KindredException when the loss is not made of pairs
   */
  public static CrossBatchMemory of(Constants constants, Loss loss) {
    if (!(loss instanceof PairLoss pairLoss)) {
      throw new KindredException(
          Exit.USAGE,
          "loss "
              + loss
              + " takes no cross-batch memory, as it does not compare embeddings with"
              + " each other; set kindred.loss.memory.size = 0");
    }
    return new CrossBatchMemory(
        pairLoss,
        constants.whole("size", 1, Integer.MAX_VALUE),
        constants.whole("start-after", 0, Integer.MAX_VALUE));
  }

  /**
   * Value and gradient.
   *
   * @param batch the anchors
   * @param memory what came before; not used before the start
   * @param iteration number of the batch in the whole training, from 0
   */
  public LossValue evaluate(Batch batch, Memory memory, long iteration) {
    return iteration < startAfter ? loss.evaluate(batch) : loss.evaluate(batch, memory);
  }

  /**
   * Memory for the next iteration: with the batch while it is in use, otherwise as it is.
   *
   * @param iteration number of the batch in the whole training, from 0
   */
  public Memory remember(Memory memory, Batch batch, long iteration) {
    return iteration < startAfter ? memory : memory.push(batch, size);
  }
}
