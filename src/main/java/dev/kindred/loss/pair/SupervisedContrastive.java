package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.LogSumExp;

/**
 * Supervised contrastive loss (Khosla 2020, arXiv:2004.11362, equation 2, the sum outside of the
 * logarithm): {@code -1/|P| sum_P log(e^(s/t) / sum over all others of e^(s/t))}.
 *
 * @param temperature {@code t}
 */
public record SupervisedContrastive(double temperature) implements AnchorLoss {
  /** As configured. */
  public static SupervisedContrastive of(Constants constants) {
    return new SupervisedContrastive(constants.number("temperature", 1e-3, 1000));
  }

  @Override
  public double evaluate(Anchor anchor) {
    int p = anchor.positives();
    int q = anchor.negatives();
    double[] z = new double[p + q];
    double meanPositive = 0;
    for (int k = 0; k < p; k++) {
      z[k] = anchor.positive[k] / temperature;
      meanPositive += z[k] / p;
    }
    for (int k = 0; k < q; k++) {
      z[p + k] = anchor.negative[k] / temperature;
    }
    double all = LogSumExp.of(z, p + q);
    for (int k = 0; k < p; k++) {
      anchor.positiveGradient[k] = (z[k] - 1.0 / p) / temperature;
    }
    for (int k = 0; k < q; k++) {
      anchor.negativeGradient[k] = z[p + k] / temperature;
    }
    return all - meanPositive;
  }
}
