package dev.kindred.train;

import java.util.SplittableRandom;

/**
 * A matrix with orthonormal rows, or columns where there are more rows (Saxe, McClelland and
 * Ganguli 2014): Gaussian numbers through modified Gram-Schmidt.
 */
final class Orthogonal {
  private Orthogonal() {}

  /** {@code [rows, columns]} row-major. */
  static float[] matrix(int rows, int columns, SplittableRandom random) {
    boolean wide = rows <= columns;
    double[][] q = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
    float[] out = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        out[r * columns + c] = (float) (wide ? q[r][c] : q[c][r]);
      }
    }
    return out;
  }

  private static double[][] orthonormal(int n, int length, SplittableRandom random) {
    double[][] q = new double[n][length];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < length; k++) {
        q[i][k] = random.nextGaussian();
      }
      for (int j = 0; j < i; j++) {
        double dot = dot(q[i], q[j]);
        for (int k = 0; k < length; k++) {
          q[i][k] -= dot * q[j][k];
        }
      }
      double norm = Math.sqrt(dot(q[i], q[i]));
      for (int k = 0; k < length; k++) {
        q[i][k] /= norm;
      }
    }
    return q;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
