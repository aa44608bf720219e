package dev.kindred.loss.math;

/**
 * Plain Java. The inner loops run over contiguous columns without a reduction, the form that
 * HotSpot turns into vector instructions; blocks keep the rows they share in the cache.
 */
public final class JavaProduct implements MatrixProduct {
  private static final int BLOCK = 64;

  @SuppressWarnings("ArrayRecordComponent") // a view of the caller's matrix
  private record Heap(float[] x, int rows, int columns) implements Operand {
    float[] transposed() {
      float[] result = new float[x.length];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          result[j * rows + i] = x[i * columns + j];
        }
      }
      return result;
    }

    @Override
    public void close() {}
  }

  @SuppressWarnings("ArrayRecordComponent") // a result, written in place
  private record HeapBlock(float[] x, int columns) implements Block {
    @Override
    public void read(int row, float[] into) {
      System.arraycopy(x, row * columns, into, 0, columns);
    }

    @Override
    public void write(int row, float[] from) {
      System.arraycopy(from, 0, x, row * columns, columns);
    }

    @Override
    public void close() {}
  }

  @Override
  public double[] gram(float[] x, int n, int d) {
    float[] columns = new Heap(x, n, d).transposed();
    double[] result = new double[n * n];
    for (int from = 0; from < d; from += BLOCK) {
      int to = Math.min(d, from + BLOCK);
      for (int i = 0; i < n; i++) {
        for (int k = from; k < to; k++) {
          addRow(x[i * d + k], columns, k * n, result, i * n, n);
        }
      }
    }
    return result;
  }

  @Override
  public Operand operand(float[] x, int rows, int columns) {
    return new Heap(x, rows, columns);
  }

  @Override
  public float[] timesTransposed(float[] a, int m, Operand b) {
    Heap heap = (Heap) b;
    float[] result = new float[m * heap.rows];
    multiply(1, a, m, heap.columns, heap.transposed(), heap.rows, result);
    return result;
  }

  @Override
  public Block blockTimesTransposed(float[] a, int m, Operand b) {
    return new HeapBlock(timesTransposed(a, m, b), b.rows());
  }

  @Override
  public void addProduct(float scale, Block w, int m, Operand b, float[] out) {
    Heap heap = (Heap) b;
    multiply(scale, ((HeapBlock) w).x, m, heap.rows, heap.x, heap.columns, out);
  }

  @Override
  public void addProduct(float[] w, int m, Operand b, float[] out) {
    Heap heap = (Heap) b;
    multiply(1, w, m, heap.rows, heap.x, heap.columns, out);
  }

  @Override
  public float[] transposedTimes(float[] w, int n, Operand b) {
    Heap heap = (Heap) b;
    float[] result = new float[n * heap.columns];
    multiply(1, new Heap(w, heap.rows, n).transposed(), n, heap.rows, heap.x, heap.columns, result);
    return result;
  }

  /** {@code out[m, n] += scale a[m, k] b[k, n]}. */
  private static void multiply(
      float scale, float[] a, int m, int k, float[] b, int n, float[] out) {
    for (int from = 0; from < k; from += BLOCK) {
      int to = Math.min(k, from + BLOCK);
      for (int i = 0; i < m; i++) {
        for (int l = from; l < to; l++) {
          addRow(scale * a[i * k + l], b, l * n, out, i * n, n);
        }
      }
    }
  }

  private static void addRow(float factor, float[] row, int at, float[] out, int to, int n) {
    for (int j = 0; j < n; j++) {
      out[to + j] += factor * row[at + j];
    }
  }

  private static void addRow(double factor, float[] row, int at, double[] out, int to, int n) {
    for (int j = 0; j < n; j++) {
      out[to + j] += factor * row[at + j];
    }
  }
}
