package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.LogSumExp;
import dev.kindred.loss.math.Softplus;

/**
 * Circle loss (Sun 2020, arXiv:2002.10857, equation 6): {@code log(1 + sum_N e^(g a_n (s - m))
 * sum_P e^(-g a_p (s - 1 + m)))} with the weights {@code a_n = max(0, s + m)} and {@code a_p =
 * max(0, 1 + m - s)}. The paper derives the gradient with the weights held constant (equation 10).
 *
 * @param margin {@code m}
 * @param scale {@code g}
 * @param holdWeights whether the weights are constants in the gradient
 */
public record Circle(double margin, double scale, boolean holdWeights) implements AnchorLoss {
  /** As configured. */
  public static Circle of(Constants constants) {
    return new Circle(
        constants.number("margin", 0, 1),
        constants.number("scale", 1e-3, 1000),
        constants.flag("hold-weights"));
  }

  @Override
  public double evaluate(Anchor anchor) {
    double[] positive = anchor.positiveGradient;
    double[] negative = anchor.negativeGradient;
    for (int k = 0; k < anchor.positives(); k++) {
      double s = anchor.positive[k];
      positive[k] = -scale * Math.max(0, 1 + margin - s) * (s - 1 + margin);
    }
    for (int k = 0; k < anchor.negatives(); k++) {
      double s = anchor.negative[k];
      negative[k] = scale * Math.max(0, s + margin) * (s - margin);
    }
    double z =
        LogSumExp.of(positive, anchor.positives()) + LogSumExp.of(negative, anchor.negatives());
    double slope = scale * Softplus.slope(z);
    for (int k = 0; k < anchor.positives(); k++) {
      double s = anchor.positive[k];
      double weight = Math.max(0, 1 + margin - s);
      boolean moves = !holdWeights && weight > 0;
      positive[k] *= -slope * (moves ? weight - (s - 1 + margin) : weight);
    }
    for (int k = 0; k < anchor.negatives(); k++) {
      double s = anchor.negative[k];
      double weight = Math.max(0, s + margin);
      boolean moves = !holdWeights && weight > 0;
      negative[k] *= slope * (moves ? weight + (s - margin) : weight);
    }
    return Softplus.of(z);
  }
}
