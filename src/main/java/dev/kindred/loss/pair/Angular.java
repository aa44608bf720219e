package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;
import dev.kindred.loss.PairLoss;
import dev.kindred.loss.Pairs;
import dev.kindred.loss.math.LogSumExp;

/**
 * Angular loss (Wang 2017, arXiv:1708.01682): {@code mean_P log(1 + sum_N e^f)}, {@code f = 4
 * tan²(a) (s_an + s_pn) - 2 (1 + tan²(a)) s_ap}, for every anchor and all its negatives.
 *
 * <p>Positives are of the batch, as the negatives of the positive are needed too; a memory adds
 * negatives only.
 *
 * @param degrees {@code a}, the largest angle at the negative
 */
public record Angular(double degrees) implements PairLoss {
  /** As configured. */
  public static Angular of(Constants constants) {
    return new Angular(constants.number("angle", 1, 89));
  }

  @Override
  public Sum sum(Pairs pairs) {
    double tan = Math.tan(Math.toRadians(degrees));
    double outer = 4 * tan * tan;
    double inner = 2 * (1 + tan * tan);
    Anchor first = pairs.newAnchor();
    Anchor second = pairs.newAnchor();
    double[] z = new double[pairs.references()];
    double total = 0;
    for (int i = 0; i < pairs.anchors(); i++) {
      pairs.load(i, first);
      int classmates = classmates(pairs, i);
      int n = first.negatives();
      for (int j = 0; j < i && n > 0; j++) {
        if (pairs.label(j) != pairs.label(i)) {
          continue;
        }
        // The term is the same with i and j exchanged, and both see the same negatives.
        pairs.load(j, second);
        double weight = 2.0 / classmates;
        double own = inner * pairs.similarity(i, j);
        for (int k = 0; k < n; k++) {
          z[k] = outer * (first.negative[k] + second.negative[k]) - own;
        }
        total += weight * LogSumExp.plusOne(z, n);
        double push = 0;
        for (int k = 0; k < n; k++) {
          push += z[k];
          double change = weight * outer * z[k];
          first.negativeGradient[k] += change;
          second.negativeGradient[k] = change;
        }
        pairs.add(i, j, -weight * inner * push);
        pairs.store(second);
      }
      pairs.store(first);
    }
    return new Sum(total, pairs.anchors());
  }

  private static int classmates(Pairs pairs, int anchor) {
    int count = -1;
    for (int j = 0; j < pairs.anchors(); j++) {
      count += pairs.label(j) == pairs.label(anchor) ? 1 : 0;
    }
    return count;
  }
}
