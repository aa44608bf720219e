package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.PairLoss;
import dev.kindred.loss.math.LogSumExp;
import dev.kindred.loss.math.Softplus;

/**
 * N-pair loss (Sohn 2016, NIPS, equation 6, the (N+1)-tuplet loss): {@code mean_P log(1 + sum_N
 * e^(c(s_n - s_p)))} for every anchor.
 *
 * <p>The paper's embeddings have no unit length, and a term that keeps them short instead; unit
 * rows need the scale {@code c}.
 *
 * @param scale {@code c}; 1 in the paper
 */
public record NPair(double scale) implements AnchorLoss {
  /** As configured. */
  public static PairLoss of(Constants constants) {
    double scale = constants.number("scale", 1e-3, 1000);
    return constants.choice("variant", "tuplet", "multi-class").equals("tuplet")
        ? new NPair(scale)
        : new NPairMultiClass(scale);
  }

  @Override
  public double evaluate(Anchor anchor) {
    int p = anchor.positives();
    int q = anchor.negatives();
    double[] share = anchor.negativeGradient;
    for (int k = 0; k < q; k++) {
      share[k] = scale * anchor.negative[k];
    }
    double crowd = LogSumExp.of(share, q);
    double total = 0;
    double push = 0;
    for (int k = 0; k < p; k++) {
      double z = crowd - scale * anchor.positive[k];
      double slope = scale * Softplus.slope(z) / p;
      total += Softplus.of(z) / p;
      anchor.positiveGradient[k] = -slope;
      push += slope;
    }
    for (int k = 0; k < q; k++) {
      share[k] *= push;
    }
    return total;
  }
}
