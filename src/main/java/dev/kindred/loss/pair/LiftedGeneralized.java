package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.math.LogSumExp;

/**
 * Lifted structure loss as the reference code has it, per anchor and on similarities: {@code (2/b)
 * log sum_P e^(-b s) + (2/a) log sum_N e^(a s)}. It may be negative.
 *
 * @param positiveScale {@code b}
 * @param negativeScale {@code a}
 */
public record LiftedGeneralized(double positiveScale, double negativeScale) implements AnchorLoss {
  @Override
  public double evaluate(Anchor anchor) {
    return soft(anchor.positive, anchor.positiveGradient, anchor.positives(), -positiveScale)
        + soft(anchor.negative, anchor.negativeGradient, anchor.negatives(), negativeScale);
  }

  private static double soft(double[] s, double[] gradient, int n, double scale) {
    for (int k = 0; k < n; k++) {
      gradient[k] = scale * s[k];
    }
    double log = LogSumExp.of(gradient, n);
    for (int k = 0; k < n; k++) {
      gradient[k] *= 2 * Math.signum(scale);
    }
    return 2 / Math.abs(scale) * log;
  }
}
