package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.LogSumExp;
import dev.kindred.loss.math.Reduce;

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
    double[] positive = anchor.positiveGradient;
    double[] negative = anchor.negativeGradient;
    double rate = 1 / temperature;
    for (int k = 0; k < p; k++) {
      positive[k] = anchor.positive[k] * rate;
    }
    for (int k = 0; k < q; k++) {
      negative[k] = anchor.negative[k] * rate;
    }
    double meanPositive = Reduce.sum(positive, p) / p;
    double near = LogSumExp.of(positive, p);
    double far = LogSumExp.of(negative, q);
    double all = LogSumExp.of(near, far);
    double nearShare = Math.exp(near - all) * rate;
    double farShare = Math.exp(far - all) * rate;
    for (int k = 0; k < p; k++) {
      positive[k] = positive[k] * nearShare - rate / p;
    }
    for (int k = 0; k < q; k++) {
      negative[k] *= farShare;
    }
    return all - meanPositive;
  }
}
