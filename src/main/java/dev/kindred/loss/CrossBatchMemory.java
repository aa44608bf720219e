package dev.kindred.loss;

import java.util.Optional;

/**
 * Cross-batch memory (Wang 2020, arXiv:1912.06798) around a pair loss: the anchors are the batch,
 * the references the batch and past embeddings. The memory is a value that whoever trains holds;
 * this only says how large it is and from when on it is used.
 *
 * @param loss any pair loss; with {@code sum} an {@link AnchorLoss}
 * @param size embeddings kept, first in first out
 * @param startAfter iterations of training before it is filled and used, as embeddings drift fast
 *     at first
 * @param sum whether the batch's own loss and that against the memory are added, as in the authors'
 *     code; otherwise they are one loss
 * @param weight of the memory's part in the sum
 */
public record CrossBatchMemory(PairLoss loss, int size, long startAfter, boolean sum, double weight)
    implements Loss {
  private static final long serialVersionUID = 1L;

  public CrossBatchMemory {
    if (sum) {
      refusalOfSum(loss)
          .ifPresent(
              why -> {
                throw new IllegalArgumentException("a sum does not fit " + loss + ", " + why);
              });
    }
  }

  /** One loss of batch and memory. */
  public CrossBatchMemory(PairLoss loss, int size, long startAfter) {
    this(loss, size, startAfter, false, 1);
  }

  /** Why a memory makes no sense around this loss, to follow its name; empty when it does. */
  public static Optional<String> refusal(Loss loss) {
    if (!(loss instanceof PairLoss pairLoss)) {
      return Optional.of("which learns parameters of its own and does not take a memory");
    }
    return pairLoss.looksAtMemory()
        ? Optional.empty()
        : Optional.of("which in this variant compares embeddings of the batch only");
  }

  /**
   * Why a memory whose loss is added makes no sense around this loss, to follow its name; empty
   * when it does. What looks at two rows together has no gradient by the anchors alone.
   */
  public static Optional<String> refusalOfSum(Loss loss) {
    return loss instanceof AnchorLoss
        ? Optional.empty()
        : Optional.of("which looks at more than an anchor's own pairs");
  }

  /**
   * Value and gradient.
   *
   * @param batch the anchors
   * @param memory what came before; not used before the start
   * @param iteration number of the batch in the whole training, from 0
   */
  public LossValue evaluate(Batch batch, Memory memory, long iteration) {
    if (!isOn(iteration)) {
      return loss.evaluate(batch);
    }
    return sum ? added(batch, memory) : loss.evaluate(batch, memory);
  }

  /** In the authors' memory is the batch itself, out of reach of the gradient. */
  private LossValue added(Batch batch, Memory memory) {
    LossValue own = loss.evaluate(batch);
    LossValue past = loss.evaluateAgainst(batch, memory);
    float[] gradient = own.gradient().clone();
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] += (float) (weight * past.gradient()[k]);
    }
    return new LossValue(own.value() + weight * past.value(), gradient);
  }

  /**
   * Memory for the next iteration: with the batch while it is in use, otherwise as it is.
   *
   * @param iteration number of the batch in the whole training, from 0
   */
  public Memory remember(Memory memory, Batch batch, long iteration) {
    return isOn(iteration) ? memory.push(batch, size) : memory;
  }

  /**
   * Whether the memory is filled and used.
   *
   * @param iteration number of the batch in the whole training, from 0
   */
  public boolean isOn(long iteration) {
    return iteration >= startAfter;
  }
}
