package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;
import dev.kindred.loss.PairLoss;
import dev.kindred.loss.Pairs;
import dev.kindred.loss.math.LogSumExp;
import dev.kindred.loss.math.Reduce;

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
    double total = 0;
    for (int[] members : pairs.classes()) {
      if (members.length > 1) {
        Anchor[] rows = new Anchor[members.length];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = pairs.newAnchor();
          pairs.load(members[i], rows[i]);
        }
        total += rows[0].negatives() == 0 ? 0 : sum(pairs, rows);
        for (Anchor row : rows) {
          pairs.store(row);
        }
      }
    }
    return new Sum(total, pairs.anchors());
  }

  /** All pairs of one class; its members see the same negatives in the same order. */
  private double sum(Pairs pairs, Anchor[] rows) {
    double tan = Math.tan(Math.toRadians(degrees));
    double outer = 4 * tan * tan;
    double inner = 2 * (1 + tan * tan);
    // The term is the same with anchor and positive exchanged.
    double weight = 2.0 / (rows.length - 1);
    int n = rows[0].negatives();
    double[] z = new double[n];
    double total = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < i; j++) {
        double own = inner * pairs.similarity(rows[i].index(), rows[j].index());
        double[] first = rows[i].negative;
        double[] second = rows[j].negative;
        for (int k = 0; k < n; k++) {
          z[k] = outer * (first[k] + second[k]) - own;
        }
        total += weight * LogSumExp.plusOne(z, n);
        pairs.add(rows[i].index(), rows[j].index(), -weight * inner * Reduce.sum(z, n));
        double[] firstGradient = rows[i].negativeGradient;
        double[] secondGradient = rows[j].negativeGradient;
        for (int k = 0; k < n; k++) {
          double change = weight * outer * z[k];
          firstGradient[k] += change;
          secondGradient[k] += change;
        }
      }
    }
    return total;
  }
}
