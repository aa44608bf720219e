package dev.kindred.loss;

import dev.kindred.loss.math.Block;
import dev.kindred.loss.math.MatrixProduct;
import dev.kindred.loss.math.Operand;
import dev.kindred.loss.math.Reduce;
import java.util.Arrays;

/**
 * The memory's part of {@link Pairs}: similarities of all anchors with past embeddings, and what
 * their derivatives add to the anchors' gradient. Where few derivatives of an anchor are not 0, as
 * after mining or under a hinge, the embeddings are added one by one at once; the others wait for
 * one matrix product.
 */
final class PastRows implements AutoCloseable {
  /** Below one in so many, adding rows one by one is faster than the matrix product. */
  private static final int FEW = 32;

  /** The anchor's similarities after {@link #load}; its derivatives before {@link #keep}. */
  final float[] row;

  private final Memory memory;
  private final MatrixProduct product;
  private final int n;
  private final int d;
  private final Operand past;

  /** Similarities; a kept row has the derivatives in their place. */
  private final Block block;

  private final boolean[] inBlock;
  private boolean blockUsed;
  private final float[] added;

  /** What an anchor's part is still to be multiplied by. */
  private final float[] factors;

  private final float[] reference;
  private final float[] sum;
  private final int[] found;

  PastRows(Batch batch, Memory memory, MatrixProduct product) {
    this.memory = memory;
    this.product = product;
    n = batch.n();
    d = batch.d();
    boolean none = memory.size() == 0;
    past = none ? null : memory.operand();
    block = none ? null : product.blockTimesTransposed(batch.x(), n, past);
    row = new float[memory.size()];
    inBlock = new boolean[n];
    added = new float[none ? 0 : n * d];
    factors = new float[n];
    Arrays.fill(factors, 1);
    reference = new float[d];
    sum = new float[d];
    found = new int[memory.size() / FEW];
  }

  /** Fills {@link #row}. */
  void load(int anchor) {
    if (block != null) {
      block.read(anchor, row);
    }
  }

  /** Keeps {@link #row}. */
  void keep(int anchor) {
    if (block == null) {
      return;
    }
    int count = 0;
    for (int j = 0; j < row.length; j++) {
      if (row[j] != 0) {
        if (count == found.length) {
          block.write(anchor, row);
          inBlock[anchor] = true;
          blockUsed = true;
          return;
        }
        found[count++] = j;
      }
    }
    Arrays.fill(sum, 0);
    for (int k = 0; k < count; k++) {
      add(found[k], row[found[k]]);
    }
    System.arraycopy(sum, 0, added, anchor * d, d);
  }

  /**
   * Keeps these derivatives, and 0 for all others.
   *
   * @param first number of the first past embedding; smaller indices are left out
   */
  void keep(int anchor, int first, Anchor from) {
    if (block == null) {
      return;
    }
    if (from.positives + from.negatives > found.length) {
      Arrays.fill(row, 0);
      scatter(first, from.positiveIndex, from.positiveGradient, from.positives);
      scatter(first, from.negativeIndex, from.negativeGradient, from.negatives);
      keep(anchor);
      return;
    }
    Arrays.fill(sum, 0);
    add(first, from.positiveIndex, from.positiveGradient, from.positives);
    add(first, from.negativeIndex, from.negativeGradient, from.negatives);
    System.arraycopy(sum, 0, added, anchor * d, d);
  }

  /** Multiplies what is kept of an anchor. */
  void multiply(int anchor, float factor) {
    factors[anchor] *= factor;
  }

  /** Adds what is kept, times {@code scale}, to {@code [n, d]}. Call once. */
  void addTo(float[] result, float scale) {
    if (block == null) {
      return;
    }
    for (int i = 0; i < n; i++) {
      factors[i] *= scale;
      for (int j = i * d; j < (i + 1) * d; j++) {
        result[j] += factors[i] * added[j];
      }
    }
    if (blockUsed) {
      Arrays.fill(row, 0);
      for (int i = 0; i < n; i++) {
        if (!inBlock[i]) {
          block.write(i, row);
        }
      }
      product.addProduct(factors, block, n, past, result);
    }
  }

  private void scatter(int first, int[] index, double[] values, int count) {
    for (int k = 0; k < count; k++) {
      if (index[k] >= first) {
        row[index[k] - first] += (float) values[k];
      }
    }
  }

  private void add(int first, int[] index, double[] values, int count) {
    for (int k = 0; k < count; k++) {
      if (index[k] >= first && values[k] != 0) {
        add(index[k] - first, (float) values[k]);
      }
    }
  }

  private void add(int j, float derivative) {
    System.arraycopy(memory.rows(), j * d, reference, 0, d);
    Reduce.addScaled(derivative, reference, sum, d);
  }

  @Override
  public void close() {
    if (block != null) {
      block.close();
      memory.release(past);
    }
  }
}
