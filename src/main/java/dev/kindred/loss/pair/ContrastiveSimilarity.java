package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import java.util.Arrays;

/**
 * Contrastive loss on similarities, as in the code of cross-batch memory (Wang 2020,
 * arXiv:1912.06798): {@code sum_P (1 - s) + sum_{N: s > m} s}. At the margin the value jumps by
 * {@code m}; that is the definition.
 *
 * @param margin similarity below which a negative is far enough
 */
public record ContrastiveSimilarity(double margin) implements AnchorLoss {
  @Override
  public double evaluate(Anchor anchor) {
    double total = anchor.positives();
    for (int k = 0; k < anchor.positives(); k++) {
      total -= anchor.positive[k];
    }
    Arrays.fill(anchor.positiveGradient, 0, anchor.positives(), -1);
    for (int k = 0; k < anchor.negatives(); k++) {
      if (anchor.negative[k] > margin) {
        total += anchor.negative[k];
        anchor.negativeGradient[k] = 1;
      }
    }
    return total;
  }
}
