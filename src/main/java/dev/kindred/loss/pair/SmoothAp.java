package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;

/**
 * Smooth-AP (Brown 2020, arXiv:2007.12163): one minus the average precision of the anchor's
 * ranking, ranks being sums of logistic functions. For a positive with {@code R} other positives
 * and {@code F} negatives softly before it, the precision is {@code (1 + R) / (1 + R + F)}.
 *
 * <p>The reference code also counts the anchor among its own positives, at similarity 1, which
 * bounds the loss away from 1.
 *
 * @param temperature of the logistic function
 * @param withAnchor whether the anchor is one of its positives, as in the reference code
 */
public record SmoothAp(double temperature, boolean withAnchor) implements AnchorLoss {
  /** As configured. */
  public static SmoothAp of(Constants constants) {
    return new SmoothAp(
        constants.number("temperature", 1e-4, 10),
        constants.choice("variant", "paper", "reference").equals("reference"));
  }

  @Override
  public double evaluate(Anchor anchor) {
    SoftRank ranks = new SoftRank(anchor, temperature);
    int relevant = anchor.positives() + (withAnchor ? 1 : 0);
    double precisions = 0;
    for (int p = 0; p < anchor.positives(); p++) {
      ranks.rank(p);
      double extra = 0;
      double slope = 0;
      if (withAnchor) {
        extra = 1 / (1 + Math.exp((anchor.positive[p] - 1) / temperature));
        slope = extra * (1 - extra) / temperature;
      }
      precisions += precision(ranks, extra, relevant, true);
      double byPositives = byPositives(ranks, extra, relevant);
      anchor.positiveGradient[p] -= byPositives * slope;
    }
    if (withAnchor) {
      ranks.rank(1.0);
      precisions += precision(ranks, 0, relevant, false);
    }
    return 1 - precisions / relevant;
  }

  private static double precision(SoftRank ranks, double extra, int relevant, boolean moves) {
    double right = 1 + ranks.positivesBefore() + extra;
    double wrong = ranks.negativesBefore();
    double all = right + wrong;
    ranks.back(-wrong / (all * all) / relevant, right / (all * all) / relevant, moves);
    return right / all;
  }

  private static double byPositives(SoftRank ranks, double extra, int relevant) {
    double right = 1 + ranks.positivesBefore() + extra;
    double all = right + ranks.negativesBefore();
    return -ranks.negativesBefore() / (all * all) / relevant;
  }
}
