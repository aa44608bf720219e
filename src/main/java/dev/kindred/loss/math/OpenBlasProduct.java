package dev.kindred.loss.math;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dsyrk;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * OpenBLAS through JavaCPP. Matrices are copied out of the heap by hand: JavaCPP's array overloads
 * copy every argument in and out, also those that are only read, and cost half of the product.
 */
public final class OpenBlasProduct implements MatrixProduct {
  private OpenBlasProduct() {}

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
   * Loads the library.
   *
   * @param threads of every product; this is a setting of the whole process
   * @throws LinkageError where the library is not there for this platform
   */
  public static OpenBlasProduct load(int threads) {
    Loader.load(openblas_nolapack.class);
    openblas_nolapack.blas_set_num_threads(threads);
    return new OpenBlasProduct();
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
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1, left, k, b.x, k, 0, into, n);
    }
    return into;
  }

  @Override
  public void addProduct(float scale, Block w, int m, Operand b, float[] out) {
    Native right = (Native) b;
    int n = right.columns;
    int k = right.rows;
    float[] turned = new float[out.length];
    // As (Bᵀ Wᵀ)ᵀ: with many more columns than rows of W this is a third faster.
    try (FloatPointer into = new FloatPointer(out.length)) {
      FloatPointer left = ((NativeBlock) w).x.position(0);
      cblas_sgemm(
          CblasRowMajor, CblasTrans, CblasTrans, n, m, k, scale, right.x, n, left, k, 0, into, m);
      into.get(turned);
    }
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        out[i * n + j] += turned[j * m + i];
      }
    }
  }

  @Override
  public void addProduct(float[] w, int m, Operand b, float[] out) {
    Native right = (Native) b;
    int n = right.columns;
    int k = right.rows;
    try (FloatPointer left = new FloatPointer(w);
        FloatPointer into = new FloatPointer(out)) {
      cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, left, k, right.x, n, 1, into, n);
      into.get(out);
    }
  }

  @Override
  public float[] transposedTimes(float[] w, int n, Operand b) {
    Native right = (Native) b;
    int k = right.columns;
    int m = right.rows;
    float[] result = new float[n * k];
    try (FloatPointer left = new FloatPointer(w);
        FloatPointer into = new FloatPointer((long) n * k)) {
      cblas_sgemm(
          CblasRowMajor, CblasTrans, CblasNoTrans, n, k, m, 1, left, n, right.x, k, 0, into, k);
      into.get(result);
    }
    return result;
  }
}
