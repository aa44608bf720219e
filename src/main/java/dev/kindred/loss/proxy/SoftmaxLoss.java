package dev.kindred.loss.proxy;

import dev.kindred.loss.math.LogSumExp;

/**
 * Cross-entropy over scaled similarities with class weights: {@code -log(e^z_y / sum_c e^z_c)}, the
 * mean over the batch. {@code z_c = scale s_c}, and for the own class {@code scale target(s_y)}.
 *
 * <p>With labels smoothed by {@code e} (Szegedy 2016, arXiv:1512.00567) the class to be told is to
 * {@code e} any of the {@code C}, the own one among them: {@code log sum_c e^z_c - (1 - e) z_y - e
 * sum_c z_c / C}, as PyTorch's {@code CrossEntropyLoss}.
 */
interface SoftmaxLoss extends ProxyLoss {
  /** What similarities are multiplied by. */
  double scale();

  /** {@code e}. */
  double labelSmoothing();

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
    double any = labelSmoothing() / scores.rows();
    double sure = 1 - labelSmoothing();
    for (int i = 0; i < scores.n(); i++) {
      int own = scores.label(i);
      double s = scores.similarity(i, own);
      scores.load(i, z);
      z[own] = target(s);
      double sum = 0;
      for (int c = 0; c < z.length; c++) {
        z[c] *= scale;
        sum += z[c];
      }
      double wanted = sure * z[own] + any * sum;
      total += LogSumExp.of(z, z.length) - wanted;
      z[own] = (z[own] - any - sure) * targetSlope(s) + any;
      for (int c = 0; c < z.length; c++) {
        z[c] = (z[c] - any) * share;
      }
      scores.add(i, z);
    }
    return total / scores.n();
  }
}
