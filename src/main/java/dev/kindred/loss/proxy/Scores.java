package dev.kindred.loss.proxy;

import dev.kindred.loss.Batch;
import dev.kindred.loss.ParametricValue;
import dev.kindred.loss.math.MatrixProduct;
import dev.kindred.loss.math.Operand;
import dev.kindred.loss.math.Products;
import dev.kindred.loss.math.Reduce;

/**
 * Similarities {@code s = <x, p / |p|>} of a batch with all proxies, and the derivative of the loss
 * by each of them. The way from there to embeddings and proxies, through the proxies' length, is
 * written once, here. Scratch space of one evaluation; not thread-safe.
 */
final class Scores implements AutoCloseable {
  private static final double LEAST_LENGTH = 1e-12;

  private final Batch batch;
  private final MatrixProduct product = Products.fastest();
  private final int rows;
  private final float[] unit;
  private final float[] length;
  private final Operand proxies;
  private final float[] s;
  private final float[] gradient;
  private float[] direct = new float[0];

  Scores(Batch batch, float[] parameters, int rows) {
    this.batch = batch;
    this.rows = rows;
    unit = new float[parameters.length];
    length = new float[rows];
    int d = batch.d();
    float[] row = new float[d];
    for (int r = 0; r < rows; r++) {
      double norm = Math.sqrt(Reduce.squares(parameters, r * d, d));
      length[r] = (float) Math.max(LEAST_LENGTH, norm);
      System.arraycopy(parameters, r * d, row, 0, d);
      float inverse = 1 / length[r];
      for (int k = 0; k < d; k++) {
        row[k] *= inverse;
      }
      System.arraycopy(row, 0, unit, r * d, d);
    }
    proxies = product.operand(unit, rows, d);
    s = product.timesTransposed(batch.x(), batch.n(), proxies);
    gradient = new float[s.length];
  }

  int n() {
    return batch.n();
  }

  int rows() {
    return rows;
  }

  int label(int i) {
    return batch.labels()[i];
  }

  double similarity(int i, int row) {
    return s[i * rows + row];
  }

  /** Similarities of an embedding with all proxies. */
  void load(int i, double[] into) {
    for (int r = 0; r < rows; r++) {
      into[r] = s[i * rows + r];
    }
  }

  /** Adds the derivatives by an embedding's similarities with all proxies. */
  void add(int i, double[] derivatives) {
    for (int r = 0; r < rows; r++) {
      gradient[i * rows + r] += (float) derivatives[r];
    }
  }

  void add(int i, int row, double derivative) {
    gradient[i * rows + row] += (float) derivative;
  }

  /** Length of a row. */
  int dimension() {
    return batch.d();
  }

  /** A proxy at unit length, for regularisers. */
  void loadProxy(int row, float[] into) {
    System.arraycopy(unit, row * batch.d(), into, 0, batch.d());
  }

  /** The derivative of a regulariser by a unit-length proxy; set once. */
  void setDirect(int row, float[] derivative) {
    if (direct.length == 0) {
      direct = new float[unit.length];
    }
    System.arraycopy(derivative, 0, direct, row * batch.d(), batch.d());
  }

  ParametricValue result(double value) {
    int d = batch.d();
    float[] byX = new float[batch.x().length];
    product.addProduct(gradient, n(), proxies, byX);
    float[] byUnit;
    try (Operand x = product.operand(batch.x(), n(), d)) {
      byUnit = product.transposedTimes(gradient, rows, x);
    }
    for (int k = 0; k < direct.length; k++) {
      byUnit[k] += direct[k];
    }
    // Row by row in arrays of their own: the JVM does not vectorise parts of one array.
    float[] row = new float[d];
    float[] proxy = new float[d];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(byUnit, r * d, row, 0, d);
      System.arraycopy(unit, r * d, proxy, 0, d);
      float radial = Reduce.dot(row, proxy, d);
      float inverse = 1 / length[r];
      for (int k = 0; k < d; k++) {
        row[k] = (row[k] - radial * proxy[k]) * inverse;
      }
      System.arraycopy(row, 0, byUnit, r * d, d);
    }
    return new ParametricValue(value, byX, byUnit);
  }

  @Override
  public void close() {
    proxies.close();
  }
}
