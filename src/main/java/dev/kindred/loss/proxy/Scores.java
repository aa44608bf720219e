package dev.kindred.loss.proxy;

import dev.kindred.loss.Batch;
import dev.kindred.loss.ParametricValue;
import dev.kindred.loss.math.MatrixProduct;
import dev.kindred.loss.math.Operand;
import dev.kindred.loss.math.Products;
import dev.kindred.loss.math.Reduce;
import java.util.Arrays;

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
    for (int r = 0; r < rows; r++) {
      double norm = Math.sqrt(Reduce.dot(parameters, r * d, parameters, r * d, d));
      length[r] = (float) Math.max(LEAST_LENGTH, norm);
      divide(parameters, r * d, length[r], unit, d);
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

  /** A proxy at unit length, for regularisers. */
  float[] proxy(int row) {
    int d = batch.d();
    return Arrays.copyOfRange(unit, row * d, (row + 1) * d);
  }

  void add(int i, int row, double derivative) {
    gradient[i * rows + row] += (float) derivative;
  }

  /** The derivative of a regulariser by a unit-length proxy; set once. */
  void setDirect(int row, float[] derivative) {
    if (direct.length == 0) {
      direct = new float[unit.length];
    }
    System.arraycopy(derivative, 0, direct, row * batch.d(), batch.d());
  }

  private static void addScaled(float by, float[] from, int at, float[] into, int to, int d) {
    for (int k = 0; k < d; k++) {
      into[to + k] += by * from[at + k];
    }
  }

  private static void divide(float[] values, int at, float by, float[] into, int d) {
    for (int k = 0; k < d; k++) {
      into[at + k] = values[at + k] / by;
    }
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
    for (int r = 0; r < rows; r++) {
      float radial = (float) Reduce.dot(byUnit, r * d, unit, r * d, d);
      addScaled(-radial, unit, r * d, byUnit, r * d, d);
      divide(byUnit, r * d, length[r], byUnit, d);
    }
    return new ParametricValue(value, byX, byUnit);
  }

  @Override
  public void close() {
    proxies.close();
  }
}
