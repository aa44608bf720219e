package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;

/**
 * Recall@k surrogate (Patel 2022, arXiv:2108.11179): one minus the mean over k of {@code 1/|P|
 * sum_P sigma((k - r) / t_k)}, where {@code r} is one plus the references softly before the
 * positive. The k are 1, 2, 4, ... up to a largest one; the paper has 16.
 *
 * <p>The reference code divides by {@code min(k, |P|)}, so that a perfect ranking counts fully at
 * every k.
 *
 * @param temperature of the ranks
 * @param countTemperature {@code t_k}, of the comparison with k
 * @param largest k, itself included when a power of two
 * @param bounded whether the sum is divided by {@code min(k, |P|)}
 */
public record RecallAtK(double temperature, double countTemperature, int largest, boolean bounded)
    implements AnchorLoss {
  /** As configured. */
  public static RecallAtK of(Constants constants) {
    return new RecallAtK(
        constants.number("temperature", 1e-4, 10),
        constants.number("count-temperature", 1e-3, 100),
        constants.whole("largest-k", 1, 1 << 20),
        constants.choice("variant", "paper", "reference").equals("reference"));
  }

  @Override
  public double evaluate(Anchor anchor) {
    SoftRank ranks = new SoftRank(anchor, temperature);
    int levels = 32 - Integer.numberOfLeadingZeros(largest);
    double recall = 0;
    for (int p = 0; p < anchor.positives(); p++) {
      ranks.rank(p);
      double rank = 1 + ranks.positivesBefore() + ranks.negativesBefore();
      double byRank = 0;
      for (int k = 1; k <= largest && k > 0; k *= 2) {
        int relevant = bounded ? Math.min(k, anchor.positives()) : anchor.positives();
        double within = 1 / (1 + Math.exp((rank - k) / countTemperature));
        recall += within / relevant / levels;
        byRank += within * (1 - within) / countTemperature / relevant / levels;
      }
      ranks.back(byRank, byRank, true);
    }
    return 1 - recall;
  }
}
