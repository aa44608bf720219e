package dev.kindred.loss;

/**
 * Embeddings of one batch.
 *
 * @param x {@code [n, d]}, row-major, rows of unit length; not copied, not modified
 * @param labels class of each row, {@code [n]}
 * @param d embedding dimension
 * @param seed of whatever is drawn at random (the distance-weighted miner); the same batch and seed
 *     give the same loss
 */
@SuppressWarnings("ArrayRecordComponent") // copying a batch would cost as much as some losses
public record Batch(float[] x, int[] labels, int d, long seed) {
  /**
   * @throws IllegalArgumentException when the sizes do not fit each other
   */
  public Batch {
    if (d < 1 || x.length != labels.length * d) {
      throw new IllegalArgumentException(
          "embeddings of length " + x.length + " are not " + labels.length + " rows of " + d);
    }
  }

  /** A batch for losses that draw nothing. */
  public Batch(float[] x, int[] labels, int d) {
    this(x, labels, d, 0);
  }

  /** Number of embeddings. */
  public int n() {
    return labels.length;
  }
}
