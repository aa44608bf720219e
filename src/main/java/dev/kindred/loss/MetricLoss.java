package dev.kindred.loss;

/**
 * A metric loss: a pure function of a batch of embeddings and their labels. Implementations are
 * immutable and thread-safe.
 *
 * <p>The gradient takes the rows as free vectors: the similarity is {@code s_ij = <x_i, x_j>}, the
 * squared distance {@code D_ij = 2 - 2 s_ij}, and nothing keeps a row at unit length. Whoever
 * normalised the rows back-propagates through that itself.
 */
public non-sealed interface MetricLoss extends Loss {
  /**
   * Value and gradient.
   *
   * @param batch unit-length embeddings and labels
   * @return the loss and its gradient with respect to the embeddings, {@code [n, d]} row-major
   */
  LossValue evaluate(Batch batch);
}
