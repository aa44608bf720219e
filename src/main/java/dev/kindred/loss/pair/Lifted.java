package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;
import dev.kindred.loss.PairLoss;
import dev.kindred.loss.Pairs;
import dev.kindred.loss.math.Distance;
import dev.kindred.loss.math.LogSumExp;
import java.util.Arrays;

/**
 * Lifted structured loss (Song 2016, arXiv:1511.06452, equation 4): {@code 1/(2|Pairs|) sum over
 * positive pairs of max(0, J)^2}, {@code J_ij = log(sum_{N_i} e^(m - d_ik) + sum_{N_j} e^(m -
 * d_jl)) + d_ij}.
 *
 * <p>Positive pairs are pairs of the batch, as {@code J} needs the negatives of both ends; a memory
 * adds negatives only.
 *
 * @param margin {@code m}
 */
public record Lifted(double margin) implements PairLoss {
  /** As configured. */
  public static PairLoss of(Constants constants) {
    return constants.choice("variant", "paper", "generalized").equals("paper")
        ? new Lifted(constants.number("margin", 0, 10))
        : new LiftedGeneralized(
            constants.number("positive-scale", 1e-3, 1000),
            constants.number("negative-scale", 1e-3, 1000));
  }

  @Override
  public Sum sum(Pairs pairs) {
    int n = pairs.anchors();
    Anchor row = pairs.newAnchor();
    double[] crowd = new double[n];
    for (int i = 0; i < n; i++) {
      pairs.load(i, row);
      crowd[i] = LogSumExp.of(exponents(row), row.negatives());
    }
    double[] push = new double[n];
    double total = 0;
    long count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (i == j || pairs.label(i) != pairs.label(j)) {
          continue;
        }
        if (crowd[i] == Double.NEGATIVE_INFINITY) {
          return new Sum(0, 0);
        }
        count++;
        double both = LogSumExp.of(crowd[i], crowd[j]);
        double d = Distance.of(pairs.similarity(i, j));
        double excess = Math.max(0, both + d);
        total += excess * excess / 2;
        pairs.add(i, j, excess * Distance.slope(d));
        push[i] += excess * Math.exp(crowd[i] - both);
        push[j] += excess * Math.exp(crowd[j] - both);
      }
    }
    for (int i = 0; i < n; i++) {
      pairs.load(i, row);
      double[] share = exponents(row);
      LogSumExp.of(share, row.negatives());
      for (int k = 0; k < row.negatives(); k++) {
        double slope = Distance.slope(Distance.of(row.negative[k]));
        row.negativeGradient[k] = -push[i] * share[k] * slope;
      }
      pairs.store(row);
    }
    return new Sum(total, count);
  }

  private double[] exponents(Anchor row) {
    double[] z = Arrays.copyOf(row.negative, row.negatives());
    for (int k = 0; k < z.length; k++) {
      z[k] = margin - Distance.of(z[k]);
    }
    return z;
  }
}
