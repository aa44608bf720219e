package dev.kindred.train;

import java.io.Serializable;

/**
 * What embeddings of a few classes say about their proxies.
 *
 * @param classes {@code [c]}
 * @param rows unit vectors, each class's one after another, {@code [c, each, d]} row-major
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once
record ClassRows(int[] classes, float[] rows) implements Serializable {
  private static final double LEAST_LENGTH = 1e-12;

  /**
   * Of K embeddings a class: their mean where there is one proxy a class, else embedding after
   * embedding, so that the proxies of a class start apart.
   *
   * @param x {@code [n, d]} row-major, K rows of a class after another
   * @param labels {@code [n]}
   * @param each proxies of a class
   */
  static ClassRows of(float[] x, int[] labels, int imagesPerClass, int each) {
    int n = labels.length;
    int d = n == 0 ? 0 : x.length / n;
    int[] classes = new int[n / imagesPerClass];
    float[] rows = new float[classes.length * each * d];
    for (int c = 0; c < classes.length; c++) {
      int first = c * imagesPerClass;
      classes[c] = labels[first];
      for (int k = 0; k < imagesPerClass; k++) {
        int row = c * each + k % each;
        for (int j = 0; j < d && (each == 1 || k < each); j++) {
          rows[row * d + j] += x[(first + k) * d + j];
        }
      }
    }
    for (int row = 0; row < classes.length * each; row++) {
      scale(rows, row, d, 1);
    }
    return new ClassRows(classes, rows);
  }

  /** Gives a row this length; a row of zeros stays. */
  static void scale(float[] rows, int row, int d, double length) {
    double factor = length / Math.max(LEAST_LENGTH, length(rows, row, d));
    for (int j = row * d; j < (row + 1) * d; j++) {
      rows[j] *= (float) factor;
    }
  }

  static double length(float[] rows, int row, int d) {
    double squares = 0;
    for (int j = row * d; j < (row + 1) * d; j++) {
      squares += (double) rows[j] * rows[j];
    }
    return Math.sqrt(squares);
  }
}
