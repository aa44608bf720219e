package dev.kindred.loss.proxy;

import dev.kindred.loss.Batch;
import dev.kindred.loss.ParametricValue;
import dev.kindred.loss.math.MatrixProduct;
import dev.kindred.loss.math.Operand;
import dev.kindred.loss.math.Products;

/**
 * Similarities {@code s = <x, p / |p|>} of a batch with all proxies, and the derivative of the loss
 * by each of them. The way from there to embeddings and proxies, through the proxies' length, is
 * written once, here. Scratch space of one evaluation; not thread-safe.
 */
final class Scores {
  private static final double LEAST_LENGTH = 1e-12;

  private final Batch batch;
  private final MatrixProduct product = Products.fastest();
  private final int rows;
  private final float[] unit;
  private final float[] length;
  private final Operand proxies;
  private final float[] s;
  private final float[] gradient;
  private double[] direction;

  Scores(Batch batch, float[] parameters, int rows) {
    this.batch = batch;
    this.rows = rows;
    unit = new float[parameters.length];
    length = new float[rows];
    int d = batch.d();
    for (int r = 0; r < rows; r++) {
      double squares = 0;
      for (int k = r * d; k < (r + 1) * d; k++) {
        squares += (double) parameters[k] * parameters[k];
      }
      double norm = Math.max(LEAST_LENGTH, Math.sqrt(squares));
      length[r] = (float) norm;
      for (int k = r * d; k < (r + 1) * d; k++) {
        unit[k] = (float) (parameters[k] / norm);
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
    double total = 0;
    int d = batch.d();
    for (int k = 0; k < d; k++) {
      total += (double) unit[row * d + k] * unit[other * d + k];
    }
    return total;
  }

  void add(int i, int row, double derivative) {
    gradient[i * rows + row] += (float) derivative;
  }

  /** Adds to the derivative by the similarity of two proxies. */
  void addBetween(int row, int other, double derivative) {
    int d = batch.d();
    if (direction == null) {
      direction = new double[unit.length];
    }
    for (int k = 0; k < d; k++) {
      direction[row * d + k] += derivative * unit[other * d + k];
      direction[other * d + k] += derivative * unit[row * d + k];
    }
  }

  ParametricValue result(double value) {
    int d = batch.d();
    float[] byX = new float[batch.x().length];
    product.addProduct(1, gradient, n(), proxies, byX);
    Operand x = product.operand(batch.x(), n(), d);
    float[] byUnit = product.transposedTimes(gradient, rows, x);
    for (int r = 0; r < rows; r++) {
      double radial = 0;
      for (int k = r * d; k < (r + 1) * d; k++) {
        byUnit[k] += direction == null ? 0 : (float) direction[k];
        radial += (double) byUnit[k] * unit[k];
      }
      for (int k = r * d; k < (r + 1) * d; k++) {
        byUnit[k] = (float) ((byUnit[k] - radial * unit[k]) / length[r]);
      }
    }
    return new ParametricValue(value, byX, byUnit);
  }
}
