package dev.kindred.engine;

import dev.kindred.loss.Batch;
import dev.kindred.loss.Memory;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Past embeddings on their way between driver, executors and checkpoints.
 *
 * @param x embeddings {@code [n, dim]} row-major, oldest first
 * @param labels class of each, {@code [n]}
 */
public record MemoryRows(FloatVector x, int[] labels) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No embeddings. */
  public static MemoryRows none() {
    return new MemoryRows(new FloatVector(), new int[0]);
  }

  /** What a memory holds; the arrays are shared. */
  public static MemoryRows of(Memory memory) {
    return new MemoryRows(new FloatVector(memory.rows()), memory.labels());
  }

  /** What a batch holds; the arrays are shared. */
  public static MemoryRows of(Batch batch) {
    return new MemoryRows(new FloatVector(batch.x()), batch.labels());
  }

  /** All of them, one after the other. */
  public static MemoryRows concat(List<MemoryRows> parts) {
    float[] x = new float[parts.stream().mapToInt(p -> p.x.length()).sum()];
    int[] labels = new int[parts.stream().mapToInt(MemoryRows::n).sum()];
    int value = 0;
    int row = 0;
    for (MemoryRows part : parts) {
      System.arraycopy(part.x.values(), 0, x, value, part.x.length());
      System.arraycopy(part.labels, 0, labels, row, part.n());
      value += part.x.length();
      row += part.n();
    }
    return new MemoryRows(new FloatVector(x), labels);
  }

  /**
   * The last {@code count} of them.
   *
   * @throws IllegalArgumentException when there are fewer
   */
  public MemoryRows newest(int count) {
    int n = n();
    if (count > n) {
      throw new IllegalArgumentException("only " + n + " embeddings, not " + count);
    }
    if (count == n) {
      return this;
    }
    int dim = x.length() / n;
    return new MemoryRows(
        new FloatVector(Arrays.copyOfRange(x.values(), (n - count) * dim, n * dim)),
        Arrays.copyOfRange(labels, n - count, n));
  }

  /** Number of embeddings. */
  public int n() {
    return labels.length;
  }

  /**
   * As a memory; the arrays are shared.
   *
   * @param dim embedding dimension
   */
  public Memory toMemory(int dim) {
    return Memory.of(x.values(), labels, dim);
  }
}
