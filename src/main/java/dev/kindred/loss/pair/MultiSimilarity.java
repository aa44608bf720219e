package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.LogSumExp;
import dev.kindred.loss.miner.MultiSimilarityMiner;

/**
 * Multi-similarity loss (Wang 2019, arXiv:1904.06627, equation 15): {@code (1/a) log(1 + sum_P
 * e^(-a(s - l))) + (1/b) log(1 + sum_N e^(b(s - l)))}, over the pairs that the paper's miner
 * (equations 11 and 12) leaves.
 *
 * @param positiveScale {@code a}
 * @param negativeScale {@code b}
 * @param base {@code l}, a similarity
 * @param miner or null for all pairs
 */
public record MultiSimilarity(
    double positiveScale, double negativeScale, double base, MultiSimilarityMiner miner)
    implements AnchorLoss {
  /** As configured. */
  public static MultiSimilarity of(Constants constants) {
    MultiSimilarityMiner miner = MultiSimilarityMiner.of(constants);
    return new MultiSimilarity(
        constants.number("positive-scale", 1e-3, 1000),
        constants.number("negative-scale", 1e-3, 1000),
        constants.number("base", -1, 1),
        constants.flag("mining") ? miner : null);
  }

  @Override
  public boolean mine(Anchor anchor) {
    if (miner != null) {
      miner.mine(anchor);
    }
    return !anchor.isOneSided();
  }

  @Override
  public double evaluate(Anchor anchor) {
    return soft(anchor.positive, anchor.positiveGradient, anchor.positives(), -positiveScale)
        + soft(anchor.negative, anchor.negativeGradient, anchor.negatives(), negativeScale);
  }

  private double soft(double[] s, double[] gradient, int n, double scale) {
    for (int k = 0; k < n; k++) {
      gradient[k] = scale * (s[k] - base);
    }
    double log = LogSumExp.plusOne(gradient, n);
    if (scale < 0) {
      for (int k = 0; k < n; k++) {
        gradient[k] = -gradient[k];
      }
    }
    return log / Math.abs(scale);
  }
}
