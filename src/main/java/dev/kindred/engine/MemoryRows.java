package dev.kindred.engine;

import dev.kindred.loss.Batch;
import dev.kindred.loss.Memory;
import java.io.Serializable;
import java.util.Comparator;
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
    return newest(parts, parts.stream().mapToInt(MemoryRows::n).sum());
  }

  /** By age: batches of one step stay in the order of the list. */
  public static MemoryRows inOrder(List<RememberedBatch> batches) {
    // The sort is stable.
    return concat(
        batches.stream()
            .sorted(Comparator.comparingInt(RememberedBatch::step))
            .map(RememberedBatch::rows)
            .toList());
  }

  /**
   * The last {@code count} of all of them, one after the other.
   *
   * @throws IllegalArgumentException when there are fewer
   */
  public static MemoryRows newest(List<MemoryRows> parts, int count) {
    int dim =
        parts.stream()
            .filter(p -> p.n() > 0)
            .mapToInt(p -> p.x.length() / p.n())
            .findFirst()
            .orElse(0);
    float[] x = new float[count * dim];
    int[] labels = new int[count];
    int missing = count;
    for (int i = parts.size() - 1; i >= 0; i--) {
      MemoryRows part = parts.get(i);
      int taken = Math.min(missing, part.n());
      int from = part.n() - taken;
      missing -= taken;
      System.arraycopy(part.x.values(), from * dim, x, missing * dim, taken * dim);
      System.arraycopy(part.labels, from, labels, missing, taken);
    }
    if (missing > 0) {
      throw new IllegalArgumentException("only " + (count - missing) + " embeddings, not " + count);
    }
    return new MemoryRows(new FloatVector(x), labels);
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
