package dev.kindred.loss.math;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dsyrk;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * BLAS through JavaCPP: oneDNN's for single precision, which is the fastest there is for these
 * sizes, and OpenBLAS's for double precision, which oneDNN does not have. Matrices are copied out
 * of the heap by hand: JavaCPP's array overloads copy every argument in and out, also those that
 * are only read, and cost half of the product.
 */
public final class NativeProduct implements MatrixProduct {
  private static final byte PLAIN = 'N';
  private static final byte TRANSPOSED = 'T';

  private NativeProduct() {}

  private record Native(FloatPointer x, int rows, int columns) implements Operand {
    @Override
    public void close() {
      x.close();
    }
  }

  private record NativeBlock(FloatPointer x, int columns) implements Block {
    @Override
    public void read(int row, float[] into) {
      x.position((long) row * columns).get(into, 0, columns);
    }

    @Override
    public void write(int row, float[] from) {
      x.position((long) row * columns).put(from, 0, columns);
    }

    @Override
    public void close() {
      x.close();
    }
  }

  /**
   * Loads the libraries. OpenBLAS then uses one thread in this process; oneDNN goes by OpenMP's
   * setting.
   *
   * @throws LinkageError where they are not there for this platform
   */
  public static NativeProduct load() {
    Loader.load(openblas_nolapack.class);
    Loader.load(dnnl.class);
    openblas_nolapack.blas_set_num_threads(1);
    return new NativeProduct();
  }

  @Override
  public double[] gram(float[] x, int n, int d) {
    double[] wide = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      wide[i] = x[i];
    }
    double[] result = new double[n * n];
    if (n == 0) {
      return result;
    }
    try (DoublePointer from = new DoublePointer(wide);
        DoublePointer into = new DoublePointer((long) n * n)) {
      cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, n, d, 1, from, d, 0, into, n);
      into.get(result);
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        result[i * n + j] = result[j * n + i];
      }
    }
    return result;
  }

  @Override
  public Operand operand(float[] x, int rows, int columns) {
    return new Native(new FloatPointer(x), rows, columns);
  }

  @Override
  public float[] timesTransposed(float[] a, int m, Operand b) {
    float[] result = new float[m * b.rows()];
    try (FloatPointer into = product(a, m, (Native) b)) {
      into.get(result);
    }
    return result;
  }

  @Override
  public Block blockTimesTransposed(float[] a, int m, Operand b) {
    return new NativeBlock(product(a, m, (Native) b), b.rows());
  }

  private static FloatPointer product(float[] a, int m, Native b) {
    int n = b.rows;
    int k = b.columns;
    FloatPointer into = new FloatPointer((long) m * n);
    try (FloatPointer left = new FloatPointer(a)) {
      sgemm(PLAIN, TRANSPOSED, m, n, k, left, k, b.x, k, into);
    }
    return into;
  }

  @Override
  public void addProduct(float[] scales, Block w, int m, Operand b, float[] out) {
    float[] sum = product(((NativeBlock) w).x.position(0), m, (Native) b);
    int k = b.columns();
    for (int i = 0; i < m; i++) {
      float scale = scales[i];
      for (int j = i * k; j < (i + 1) * k; j++) {
        out[j] += scale * sum[j];
      }
    }
  }

  @Override
  public void addProduct(float[] w, int m, Operand b, float[] out) {
    try (FloatPointer left = new FloatPointer(w)) {
      float[] sum = product(left, m, (Native) b);
      for (int i = 0; i < sum.length; i++) {
        out[i] += sum[i];
      }
    }
  }

  private static float[] product(FloatPointer w, int m, Native b) {
    float[] result = new float[m * b.columns];
    try (FloatPointer into = new FloatPointer(result.length)) {
      sgemm(PLAIN, PLAIN, m, b.columns, b.rows, w, b.rows, b.x, b.columns, into);
      into.get(result);
    }
    return result;
  }

  @Override
  public float[] transposedTimes(float[] w, int n, Operand b) {
    Native right = (Native) b;
    int k = right.columns;
    float[] result = new float[n * k];
    try (FloatPointer left = new FloatPointer(w);
        FloatPointer into = new FloatPointer((long) n * k)) {
      sgemm(TRANSPOSED, PLAIN, n, k, right.rows, left, n, right.x, k, into);
      into.get(result);
    }
    return result;
  }

  /** Row-major {@code C = A B}; without rows to sum over, C is 0. */
  private static void sgemm(
      byte transposeA,
      byte transposeB,
      int m,
      int n,
      int k,
      FloatPointer a,
      int widthOfA,
      FloatPointer b,
      int widthOfB,
      FloatPointer c) {
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0) {
      c.fill(0);
      return;
    }
    int status =
        dnnl.dnnl_sgemm(transposeA, transposeB, m, n, k, 1, a, widthOfA, b, widthOfB, 0, c, n);
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("oneDNN's matrix product ended with status " + status);
    }
  }
}
