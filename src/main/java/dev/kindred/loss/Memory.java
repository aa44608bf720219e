package dev.kindred.loss;

import dev.kindred.loss.math.Operand;
import dev.kindred.loss.math.Products;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Past embeddings, oldest first: the extra references of cross-batch memory (Wang 2020,
 * arXiv:1912.06798). Immutable: {@link #push} returns another memory. No gradient flows into it.
 */
public final class Memory implements Serializable {
  private static final long serialVersionUID = 1L;

  private final float[] x;
  private final int[] labels;
  private final int d;
  private transient Operand kept;
  private transient boolean used;

  private Memory(float[] x, int[] labels, int d) {
    this.x = x;
    this.labels = labels;
    this.d = d;
  }

  /** Nothing remembered, for embeddings of dimension {@code d}. */
  public static Memory empty(int d) {
    return new Memory(new float[0], new int[0], d);
  }

  /** Number of embeddings held. */
  public int size() {
    return labels.length;
  }

  /** Embedding dimension. */
  public int dimension() {
    return d;
  }

  /** Class of an embedding. */
  public int label(int row) {
    return labels[row];
  }

  /**
   * All embeddings, {@code [size, d]} row-major, oldest first; the array itself, not to be written.
   */
  public float[] rows() {
    return x;
  }

  /** A copy of one embedding, {@code [d]}. */
  public float[] row(int row) {
    return Arrays.copyOfRange(x, row * d, (row + 1) * d);
  }

  /**
   * First in, first out.
   *
   * @param batch embeddings to remember, the last row being the newest
   * @param capacity at most so many are kept, the newest ones
   * @return the memory after it
   * @throws IllegalArgumentException when the batch has another dimension
   */
  public Memory push(Batch batch, int capacity) {
    if (batch.d() != d) {
      throw new IllegalArgumentException(
          "a memory of dimension " + d + " cannot take embeddings of " + batch.d());
    }
    int fresh = Math.min(batch.n(), capacity);
    int kept = Math.min(size(), capacity - fresh);
    float[] nextX = Arrays.copyOfRange(x, (size() - kept) * d, (size() + fresh) * d);
    int[] nextLabels = Arrays.copyOfRange(labels, size() - kept, size() + fresh);
    System.arraycopy(batch.x(), (batch.n() - fresh) * d, nextX, kept * d, fresh * d);
    System.arraycopy(batch.labels(), batch.n() - fresh, nextLabels, kept, fresh);
    return new Memory(nextX, nextLabels, d);
  }

  /**
   * The embeddings as {@link Products#fastest} wants them. The batches of a round share one memory,
   * so it is kept from the second use on; a memory that is used once leaves nothing outside of the
   * heap.
   */
  synchronized Operand operand() {
    if (kept != null) {
      return kept;
    }
    Operand operand = Products.fastest().operand(x, size(), d);
    kept = used ? operand : null;
    used = true;
    return operand;
  }

  /** Whoever got an operand gives it back. */
  synchronized void release(Operand operand) {
    if (operand != kept) {
      operand.close();
    }
  }
}
