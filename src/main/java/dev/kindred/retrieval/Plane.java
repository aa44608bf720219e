package dev.kindred.retrieval;

import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.CblasUpper;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevr;
import static org.bytedeco.openblas.global.openblas.LAPACK_ROW_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_dsyrk;

/**
 * Embeddings on their two principal components: the covariance's eigenvectors of the largest
 * eigenvalues, by LAPACK. Distances in it are not those of the embeddings: what the other
 * components tell apart falls together.
 *
 * @param x along the first component, a number a row
 * @param y along the second
 * @param xShare of the variance that lies along the first, 0 to 1
 * @param yShare along the second
 */
@SuppressWarnings("ArrayRecordComponent") // drawn once
public record Plane(double[] x, double[] y, double xShare, double yShare) {
  private static final double LEAST_VARIANCE = 1e-12;

  /** Of a few thousand rows, in the calling thread. */
  public static Plane of(EmbeddingSet set) {
    int d = set.d();
    double[] rows = centred(set);
    double[] covariance = new double[Math.multiplyExact(d, d)];
    cblas_dsyrk(
        CblasRowMajor, CblasUpper, CblasTrans, d, set.n(), 1, rows, d, 0, covariance, d);
    double total = 0;
    for (int j = 0; j < d; j++) {
      total += covariance[j * d + j];
    }
    double[][] on = new double[2][set.n()];
    double[] shares = new double[2];
    // Rows that are all the same have no direction.
    if (total > LEAST_VARIANCE * set.n()) {
      int wanted = Math.min(2, d);
      double[] values = new double[d];
      double[] vectors = new double[d * wanted];
      eigen(covariance, d, wanted, values, vectors);
      for (int c = 0; c < wanted; c++) {
        // Ascending: the last is the largest.
        int place = wanted - 1 - c;
        shares[c] = Math.max(0, values[place]) / total;
        on[c] = along(rows, column(vectors, wanted, place));
      }
    }
    return new Plane(on[0], on[1], shares[0], shares[1]);
  }

  private static void eigen(
      double[] symmetric, int d, int wanted, double[] values, double[] vectors) {
    int status =
        LAPACKE_dsyevr(
            LAPACK_ROW_MAJOR,
            (byte) 'V',
            (byte) 'I',
            (byte) 'U',
            d,
            symmetric,
            d,
            0,
            0,
            d - wanted + 1,
            d,
            0,
            new int[1],
            values,
            vectors,
            wanted,
            new int[2 * d]);
    if (status != 0) {
      throw new IllegalStateException("LAPACK's dsyevr ended with " + status);
    }
  }

  private static double[] centred(EmbeddingSet set) {
    int d = set.d();
    double[] mean = new double[d];
    for (int i = 0; i < set.rows().length; i++) {
      mean[i % d] += set.rows()[i] / (double) set.n();
    }
    double[] rows = new double[set.rows().length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = set.rows()[i] - mean[i % d];
    }
    return rows;
  }

  /** The sign of a component is nobody's choice: its largest number is made positive. */
  private static double[] column(double[] vectors, int columns, int c) {
    double[] axis = new double[vectors.length / columns];
    double largest = 0;
    for (int j = 0; j < axis.length; j++) {
      axis[j] = vectors[j * columns + c];
      largest = Math.abs(axis[j]) > Math.abs(largest) ? axis[j] : largest;
    }
    for (int j = 0; largest < 0 && j < axis.length; j++) {
      axis[j] = -axis[j];
    }
    return axis;
  }

  private static double[] along(double[] rows, double[] axis) {
    int d = axis.length;
    double[] on = new double[rows.length / d];
    for (int i = 0; i < rows.length; i++) {
      on[i / d] += rows[i] * axis[i % d];
    }
    return on;
  }
}
