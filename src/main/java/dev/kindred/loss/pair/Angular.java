package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;
import dev.kindred.loss.PairLoss;
import dev.kindred.loss.Pairs;
import dev.kindred.loss.math.LogSumExp;
import java.util.ArrayList;
import java.util.List;

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
    List<Anchor> rows = new ArrayList<>();
    double total = 0;
    for (int[] members : pairs.classes()) {
      for (int i = 0; i < members.length && members.length > 1; i++) {
        if (i == rows.size()) {
          rows.add(pairs.newAnchor());
        }
        pairs.load(members[i], rows.get(i));
      }
      if (members.length > 1 && rows.get(0).negatives() > 0) {
        total += sum(pairs, rows.subList(0, members.length));
        rows.subList(0, members.length).forEach(pairs::store);
      }
    }
    return new Sum(total, pairs.anchors());
  }

  /** All pairs of one class; its members see the same negatives in the same order. */
  private double sum(Pairs pairs, List<Anchor> rows) {
    double tan = Math.tan(Math.toRadians(degrees));
    double outer = 4 * tan * tan;
    double inner = 2 * (1 + tan * tan);
    // The term is the same with anchor and positive exchanged.
    double weight = 2.0 / (rows.size() - 1);
    int n = rows.get(0).negatives();
    double[] z = new double[n];
    double total = 0;
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < i; j++) {
        Anchor one = rows.get(i);
        Anchor two = rows.get(j);
        double own = inner * pairs.similarity(one.index(), two.index());
        double[] first = one.negative;
        double[] second = two.negative;
        for (int k = 0; k < n; k++) {
          z[k] = outer * (first[k] + second[k]) - own;
        }
        double value = LogSumExp.plusOne(z, n);
        total += weight * value;
        // The shares of the negatives; what is left to 1 is the share of the 1.
        double all = -Math.expm1(-value);
        pairs.add(one.index(), two.index(), -weight * inner * all);
        double[] firstGradient = one.negativeGradient;
        double[] secondGradient = two.negativeGradient;
        double slope = weight * outer;
        for (int k = 0; k < n; k++) {
          double change = slope * z[k];
          firstGradient[k] += change;
          secondGradient[k] += change;
        }
      }
    }
    return total;
  }
}
