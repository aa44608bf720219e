package dev.kindred.engine.dl4j;

import dev.kindred.engine.LossOutcome;

/** The one form in which the loss layer sees every loss. */
@FunctionalInterface
interface BatchLoss {
  /**
   * Value and gradients of one batch.
   *
   * @param z unit-length embeddings {@code [n, d]} row-major
   * @param labels {@code [n]}
   * @param own the loss's own parameters, row-major; empty when it has none
   */
  LossOutcome evaluate(float[] z, int[] labels, float[] own);
}
