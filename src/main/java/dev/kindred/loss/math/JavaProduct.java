package dev.kindred.loss.math;

import java.util.Arrays;

/**
 * Plain Java. The inner loops add a multiple of one row to another, the form that HotSpot turns
 * into vector instructions; it does so only where rows are arrays of their own, as parts of one
 * array could overlap. Blocks keep the rows they share in the cache.
 */
public final class JavaProduct implements MatrixProduct {
  private static final int BLOCK = 64;

  @SuppressWarnings("ArrayRecordComponent") // a view of the caller's matrix
  private record Heap(float[] x, int rows, int columns) implements Operand {
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
    double[][] columns = new double[d][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < d; k++) {
        columns[k][i] = x[i * d + k];
      }
    }
    double[] result = new double[n * n];
    double[] row = new double[n];
    for (int i = 0; i < n; i++) {
      Arrays.fill(row, 0);
      for (int k = 0; k < d; k++) {
        addScaled(x[i * d + k], columns[k], row);
      }
      System.arraycopy(row, 0, result, i * n, n);
    }
    return result;
  }

  @Override
  public Operand operand(float[] x, int rows, int columns) {
    return new Heap(x, rows, columns);
  }

  @Override
  public float[] timesTransposed(float[] a, int m, Operand b) {
    float[] result = new float[m * b.rows()];
    multiply(a, m, columns(((Heap) b).x, b.rows(), b.columns()), result);
    return result;
  }

  @Override
  public Block blockTimesTransposed(float[] a, int m, Operand b) {
    return new HeapBlock(timesTransposed(a, m, b), b.rows());
  }

  @Override
  public void addProduct(float[] scales, Block w, int m, Operand b, float[] out) {
    int n = b.rows();
    float[] scaled = ((HeapBlock) w).x.clone();
    for (int j = 0; j < m * n; j++) {
      scaled[j] *= scales[j / n];
    }
    multiply(scaled, m, rows((Heap) b), out);
  }

  @Override
  public void addProduct(float[] w, int m, Operand b, float[] out) {
    multiply(w, m, rows((Heap) b), out);
  }

  @Override
  public float[] transposedTimes(float[] w, int n, Operand b) {
    int m = b.rows();
    float[] transposed = new float[w.length];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        transposed[j * m + i] = w[i * n + j];
      }
    }
    float[] result = new float[n * b.columns()];
    multiply(transposed, n, rows((Heap) b), result);
    return result;
  }

  /** {@code out[m, n] += a[m, k] b[k, n]}. */
  private static void multiply(float[] a, int m, float[][] b, float[] out) {
    int k = b.length;
    int n = k == 0 ? 0 : b[0].length;
    float[] row = new float[n];
    for (int from = 0; from < k; from += BLOCK) {
      for (int i = 0; i < m; i++) {
        System.arraycopy(out, i * n, row, 0, n);
        for (int l = from; l < Math.min(k, from + BLOCK); l++) {
          addScaled(a[i * k + l], b[l], row);
        }
        System.arraycopy(row, 0, out, i * n, n);
      }
    }
  }

  private static float[][] rows(Heap heap) {
    int d = heap.columns;
    float[][] result = new float[heap.rows][];
    Arrays.setAll(result, i -> Arrays.copyOfRange(heap.x, i * d, (i + 1) * d));
    return result;
  }

  private static float[][] columns(float[] x, int rows, int columns) {
    float[][] result = new float[columns][rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j][i] = x[i * columns + j];
      }
    }
    return result;
  }

  private static void addScaled(float factor, float[] from, float[] into) {
    for (int j = 0; j < into.length; j++) {
      into[j] += factor * from[j];
    }
  }

  private static void addScaled(double factor, double[] from, double[] into) {
    for (int j = 0; j < into.length; j++) {
      into[j] += factor * from[j];
    }
  }
}
