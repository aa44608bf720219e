package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.linalg.Matrix;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;

/**
 * Embeddings on their two principal components, by Spark MLlib. Distances in it are not those of
 * the embeddings: what the other components tell apart falls together.
 *
 * @param x along the first component, a number a row
 * @param y along the second
 * @param xShare of the variance that lies along the first, 0 to 1
 * @param yShare along the second
 */
@DriverOnly
@SuppressWarnings("ArrayRecordComponent") // drawn once
public record Plane(double[] x, double[] y, double xShare, double yShare) {
  private static final double LEAST_VARIANCE = 1e-12;

  /** Singular values below this share of the largest are none. */
  private static final double RANK = 1e-9;

  /** Of a few thousand rows. */
  public static Plane of(JavaSparkContext spark, EmbeddingSet set) {
    double[][] rows = centred(set);
    double total = Arrays.stream(rows).flatMapToDouble(Arrays::stream).map(v -> v * v).sum();
    double[][] on = new double[2][set.n()];
    double[] shares = new double[2];
    // Rows that are all the same have no components, and ARPACK does not come to an end with them.
    if (total > LEAST_VARIANCE * set.n()) {
      Matrix components = components(spark, rows, set.d(), shares, total);
      for (int c = 0; c < components.numCols(); c++) {
        double[] axis = column(components, c);
        for (int i = 0; i < rows.length; i++) {
          on[c][i] = dot(rows[i], axis);
        }
      }
    }
    return new Plane(on[0], on[1], shares[0], shares[1]);
  }

  /** Right singular vectors of the centred rows: eigenvectors of their covariance. */
  private static Matrix components(
      JavaSparkContext spark, double[][] rows, int d, double[] shares, double total) {
    spark.setJobGroup("kindred-evaluate", "map of %,d embeddings".formatted(rows.length), true);
    try {
      List<Vector> vectors = Arrays.stream(rows).map(Vectors::dense).toList();
      RowMatrix matrix = new RowMatrix(spark.parallelize(vectors, 1).cache().rdd(), rows.length, d);
      var svd = matrix.computeSVD(Math.min(2, d), false, RANK);
      matrix.rows().unpersist(false);
      for (int c = 0; c < svd.s().size(); c++) {
        shares[c] = svd.s().apply(c) * svd.s().apply(c) / total;
      }
      return svd.V();
    } finally {
      spark.clearJobGroup();
    }
  }

  private static double[][] centred(EmbeddingSet set) {
    int d = set.d();
    double[] mean = new double[d];
    for (int i = 0; i < set.rows().length; i++) {
      mean[i % d] += set.rows()[i] / (double) set.n();
    }
    return IntStream.range(0, set.n())
        .mapToObj(
            row ->
                IntStream.range(0, d).mapToDouble(j -> set.rows()[row * d + j] - mean[j]).toArray())
        .toArray(double[][]::new);
  }

  /** The sign of a component is nobody's choice: its largest number is made positive. */
  private static double[] column(Matrix matrix, int c) {
    double[] axis =
        IntStream.range(0, matrix.numRows()).mapToDouble(j -> matrix.apply(j, c)).toArray();
    double largest = 0;
    for (double v : axis) {
      largest = Math.abs(v) > Math.abs(largest) ? v : largest;
    }
    double sign = largest < 0 ? -1 : 1;
    return Arrays.stream(axis).map(v -> sign * v).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
