package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.LargestValues;
import dev.kindred.loss.math.LogSumExp;
import dev.kindred.loss.math.Softplus;

/**
 * Neighbourhood components analysis (Goldberger 2004; Salakhutdinov and Hinton 2007) among the K
 * nearest references: {@code -log(sum_P' e^(-a D) / (sum_P' e^(-a D) + sum_N' e^(-a D)))}, P' and
 * N' being those nearer than the (K+1)-th nearest, and P' at least the nearest positive. With K at
 * least the number of references less one, nothing is left out: plain NCA.
 *
 * <p>The reference code multiplies all terms by {@code e^(a b)}, b the anchor's mean distance held
 * constant; it cancels, and the exponents are centred here on their largest instead.
 *
 * @param scale {@code a}
 * @param neighbours {@code K}
 */
public record Nca(double scale, int neighbours) implements AnchorLoss {
  /** As configured. */
  public static Nca of(Constants constants) {
    return new Nca(
        constants.number("scale", 1e-3, 1000),
        constants.whole("neighbours", 1, Integer.MAX_VALUE - 1));
  }

  @Override
  public boolean mine(Anchor anchor) {
    int others = anchor.positives() + anchor.negatives();
    if (neighbours >= others) {
      return true;
    }
    LargestValues nearest = new LargestValues(neighbours + 1);
    nearest.add(anchor.positive, anchor.positives());
    nearest.add(anchor.negative, anchor.negatives());
    double threshold = nearest.least();
    anchor.retainNegatives(threshold, Double.POSITIVE_INFINITY);
    int best = 0;
    for (int k = 1; k < anchor.positives(); k++) {
      best = anchor.positive[k] > anchor.positive[best] ? k : best;
    }
    if (anchor.positive[best] > threshold) {
      anchor.retainPositives(threshold, Double.POSITIVE_INFINITY);
    } else {
      anchor.pickPositives(best);
    }
    return true;
  }

  @Override
  public double evaluate(Anchor anchor) {
    int p = anchor.positives();
    int q = anchor.negatives();
    double[] positive = anchor.positiveGradient;
    double[] negative = anchor.negativeGradient;
    for (int k = 0; k < p; k++) {
      positive[k] = 2 * scale * (anchor.positive[k] - 1);
    }
    for (int k = 0; k < q; k++) {
      negative[k] = 2 * scale * (anchor.negative[k] - 1);
    }
    double near = LogSumExp.of(positive, p);
    double far = LogSumExp.of(negative, q);
    // log(near + far) - log(near), whose derivative by far is that of the logistic function.
    double away = Softplus.slope(far - near);
    for (int k = 0; k < p; k++) {
      positive[k] *= -2 * scale * away;
    }
    for (int k = 0; k < q; k++) {
      negative[k] *= 2 * scale * away;
    }
    return Softplus.of(far - near);
  }
}
