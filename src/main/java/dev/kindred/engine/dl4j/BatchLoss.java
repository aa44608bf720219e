package dev.kindred.engine.dl4j;

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
  Outcome evaluate(float[] z, int[] labels, float[] own);

  /**
   * What a batch gave.
   *
   * @param value the loss
   * @param gradient by the embeddings
   * @param ownGradient by the loss's own parameters; empty when it has none
   */
  @SuppressWarnings("ArrayRecordComponent") // a result handed over once
  record Outcome(double value, float[] gradient, float[] ownGradient) {}
}
