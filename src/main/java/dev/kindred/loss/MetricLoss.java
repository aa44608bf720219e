package dev.kindred.loss;

import java.io.Serializable;

/**
 * A metric loss: a pure function of a batch of embeddings and their labels. Implementations are
 * immutable and thread-safe.
 */
public interface MetricLoss extends Serializable {
  /**
   * Value and gradient.
   *
   * @param batch unit-length embeddings and labels
   * @return the loss and its gradient with respect to the embeddings, {@code [n, d]} row-major
   */
  LossValue evaluate(Batch batch);
}
