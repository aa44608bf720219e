package dev.kindred.loss;

/**
 * A loss that sees nothing but similarities of anchors with references. It can therefore take past
 * embeddings as further references ({@link CrossBatchMemory}).
 */
public interface PairLoss extends MetricLoss {
  /**
   * Value of the loss. The derivative by the similarities is added to {@code pairs}, divided by the
   * second number returned: what both are still to be divided by.
   */
  Sum sum(Pairs pairs);

  /** Whether further references change anything. */
  default boolean looksAtMemory() {
    return true;
  }

  @Override
  default LossValue evaluate(Batch batch) {
    return evaluate(batch, Memory.empty(batch.d()));
  }

  /**
   * Value and gradient with further references.
   *
   * @param batch the anchors, and the first references
   * @param memory further references; no gradient flows into them
   * @return the loss and its gradient with respect to the batch, {@code [n, d]} row-major
   * @throws IllegalArgumentException when the memory has another dimension
   */
  default LossValue evaluate(Batch batch, Memory memory) {
    return evaluate(batch, memory, false);
  }

  /**
   * Value and gradient by the batch as anchors alone: as references its embeddings are as fixed as
   * those of the memory. Only of an {@link AnchorLoss}: others leave the derivative by a pair of
   * the batch with either of both.
   *
   * @param batch the anchors, and the first references
   * @param memory further references
   * @throws IllegalArgumentException when the memory has another dimension
   */
  default LossValue evaluateAgainst(Batch batch, Memory memory) {
    return evaluate(batch, memory, true);
  }

  private LossValue evaluate(Batch batch, Memory memory, boolean fixed) {
    if (memory.dimension() != batch.d()) {
      throw new IllegalArgumentException(
          "a memory of dimension " + memory.dimension() + " does not fit a batch of " + batch.d());
    }
    try (Pairs pairs = new Pairs(batch, memory)) {
      Sum sum = sum(pairs);
      if (sum.terms() == 0) {
        return new LossValue(0, new float[batch.x().length]);
      }
      double share = 1.0 / sum.terms();
      return new LossValue(
          sum.total() / sum.terms(),
          fixed ? pairs.anchorGradient(share) : pairs.embeddingGradient(share));
    }
  }

  /**
   * A mean before its division.
   *
   * @param total sum of the terms
   * @param terms how many they are; 0 makes the loss 0
   */
  record Sum(double total, long terms) {}
}
