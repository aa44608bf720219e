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
    for (int r = 0; r < rows; r++) {
      double norm = Math.sqrt(Reduce.dot(parameters, r * d, parameters, r * d, d));
      length[r] = (float) Math.max(LEAST_LENGTH, norm);
      for (int k = r * d; k < (r + 1) * d; k++) {
        unit[k] = parameters[k] / length[r];
      }
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

  /** Similarity of two proxies, for regularisers. */
  double between(int row, int other) {
    int d = batch.d();
    return Reduce.dot(unit, row * d, unit, other * d, d);
  }

  void add(int i, int row, double derivative) {
    gradient[i * rows + row] += (float) derivative;
  }

  /** Adds to the derivative by the similarity of two proxies. */
  void addBetween(int row, int other, double derivative) {
    if (direct.length == 0) {
      direct = new float[unit.length];
    }
    int d = batch.d();
    float by = (float) derivative;
    for (int k = 0; k < d; k++) {
      direct[row * d + k] += by * unit[other * d + k];
      direct[other * d + k] += by * unit[row * d + k];
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
      for (int k = r * d; k < (r + 1) * d; k++) {
        byUnit[k] = (byUnit[k] - radial * unit[k]) / length[r];
      }
    }
    return new ParametricValue(value, byX, byUnit);
  }

  @Override
  public void close() {
    proxies.close();
  }
}
