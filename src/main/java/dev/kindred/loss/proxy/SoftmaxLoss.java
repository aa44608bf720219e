package dev.kindred.loss.proxy;

import dev.kindred.loss.math.LogSumExp;

/**
 * Cross-entropy over scaled similarities with class weights: {@code -log(e^z_y / sum_c e^z_c)}, the
 * mean over the batch. {@code z_c = scale s_c}, and for the own class {@code scale target(s_y)}.
 */
interface SoftmaxLoss extends ProxyLoss {
  /** What similarities are multiplied by. */
  double scale();

  /** What stands for the similarity with the own class. */
  default double target(double s) {
    return s;
  }

  /** Derivative of {@link #target}. */
  default double targetSlope(double s) {
    return 1;
  }

  @Override
  default double value(Scores scores) {
    double[] z = new double[scores.rows()];
    double total = 0;
    double scale = scale();
    double share = scale / scores.n();
    for (int i = 0; i < scores.n(); i++) {
      int own = scores.label(i);
      double s = scores.similarity(i, own);
      scores.load(i, z);
      z[own] = target(s);
      for (int c = 0; c < z.length; c++) {
        z[c] *= scale;
      }
      double ownLogit = z[own];
      total += LogSumExp.of(z, z.length) - ownLogit;
      z[own] = (z[own] - 1) * targetSlope(s);
      for (int c = 0; c < z.length; c++) {
        z[c] *= share;
      }
      scores.add(i, z);
    }
    return total / scores.n();
  }
}
