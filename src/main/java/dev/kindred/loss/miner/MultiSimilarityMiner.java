package dev.kindred.loss.miner;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;

/**
 * Keeps negatives with {@code s > min_P s - e} and positives with {@code s < max_N s + e} (Wang
 * 2019, arXiv:1904.06627, equations 11 and 12).
 *
 * @param slack {@code e}
 */
public record MultiSimilarityMiner(double slack) implements Miner {
  /** As configured. */
  public static MultiSimilarityMiner of(Constants constants) {
    return new MultiSimilarityMiner(constants.number("slack", 0, 2));
  }

  @Override
  public void mine(Anchor anchor) {
    double above = anchor.leastPositive() - slack;
    double below = anchor.greatestNegative() + slack;
    anchor.retainNegatives(above, Double.POSITIVE_INFINITY);
    anchor.retainPositives(Double.NEGATIVE_INFINITY, below);
  }
}
