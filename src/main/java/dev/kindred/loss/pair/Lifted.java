package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;
import dev.kindred.loss.PairLoss;
import dev.kindred.loss.Pairs;
import dev.kindred.loss.math.Distance;
import dev.kindred.loss.math.LogSumExp;

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
    Lifted paper = new Lifted(constants.number("margin", 0, 10));
    LiftedGeneralized generalized =
        new LiftedGeneralized(
            constants.number("positive-scale", 1e-3, 1000),
            constants.number("negative-scale", 1e-3, 1000));
    return constants.choice("variant", "paper", "generalized").equals("paper")
        ? paper
        : generalized;
  }

  @Override
  public Sum sum(Pairs pairs) {
    int n = pairs.anchors();
    double[] crowd = crowds(pairs);
    double[] push = new double[n];
    double total = 0;
    long count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (i != j && pairs.label(i) == pairs.label(j) && crowd[i] > Double.NEGATIVE_INFINITY) {
          double both = LogSumExp.of(crowd[i], crowd[j]);
          double excess = excess(pairs, crowd, i, j);
          total += excess * excess / 2;
          push[i] += excess * Math.exp(crowd[i] - both);
          push[j] += excess * Math.exp(crowd[j] - both);
          count++;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      pairs.multiply(i, push[i]);
      for (int j = 0; j < n; j++) {
        if (i != j && pairs.label(i) == pairs.label(j) && crowd[i] > Double.NEGATIVE_INFINITY) {
          double slope = Distance.slope(Distance.of(pairs.similarity(i, j)));
          pairs.add(i, j, excess(pairs, crowd, i, j) * slope);
        }
      }
    }
    return new Sum(total, count);
  }

  private static double excess(Pairs pairs, double[] crowd, int i, int j) {
    double d = Distance.of(pairs.similarity(i, j));
    return Math.max(0, LogSumExp.of(crowd[i], crowd[j]) + d);
  }

  /** {@code log sum_N e^(m - d)} of every anchor; its derivative is stored. */
  private double[] crowds(Pairs pairs) {
    Anchor row = pairs.newAnchor();
    double[] crowds = new double[pairs.anchors()];
    for (int i = 0; i < crowds.length; i++) {
      pairs.load(i, row);
      int n = row.negatives();
      double least = Distance.of(row.negative, n);
      for (int k = 0; k < n; k++) {
        row.negativeGradient[k] = margin - row.negative[k];
      }
      crowds[i] = LogSumExp.around(margin - least, row.negativeGradient, n);
      Distance.divide(row.negativeGradient, row.negative, n, least);
      pairs.store(row);
    }
    return crowds;
  }
}
