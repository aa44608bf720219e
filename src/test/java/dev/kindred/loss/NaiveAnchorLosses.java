package dev.kindred.loss;

import dev.kindred.loss.miner.MinedLoss;
import dev.kindred.loss.pair.BatchAll;
import dev.kindred.loss.pair.BatchAllSoft;
import dev.kindred.loss.pair.BatchHard;
import dev.kindred.loss.pair.BinomialDeviance;
import dev.kindred.loss.pair.Circle;
import dev.kindred.loss.pair.Contrastive;
import dev.kindred.loss.pair.ContrastiveSimilarity;
import dev.kindred.loss.pair.LiftedGeneralized;
import dev.kindred.loss.pair.Margin;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.loss.pair.NPair;
import dev.kindred.loss.pair.Nca;
import dev.kindred.loss.pair.RecallAtK;
import dev.kindred.loss.pair.SmoothAp;
import dev.kindred.loss.pair.SupervisedContrastive;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The definitions of docs/losses.md on lists of similarities, in which a pair may stand twice. */
final class NaiveAnchorLosses {
  private NaiveAnchorLosses() {}

  /**
   * What mining left of one anchor.
   *
   * @param p similarities to positives, not empty
   * @param n similarities to negatives, not empty
   */
  record Row(double[] p, double[] n) {}

  /**
   * The loss.
   *
   * @param rows of the anchors with both sides
   * @param anchors all of them
   */
  static double value(AnchorLoss loss, List<Row> rows, int anchors) {
    if (loss instanceof MinedLoss mined) {
      return value(mined.loss(), rows, anchors);
    }
    double total = 0;
    double terms = 0;
    for (Row row : rows) {
      total += sum(loss, row);
      terms += terms(loss, row);
    }
    boolean byTerms =
        loss instanceof BatchAll || loss instanceof BatchAllSoft || loss instanceof Margin;
    double divisor = byTerms ? terms : anchors;
    return divisor == 0 ? 0 : total / divisor;
  }

  private static double terms(AnchorLoss loss, Row row) {
    if (loss instanceof BatchAll l) {
      return triplets(row, x -> x + l.margin() > 0 ? 1 : 0);
    }
    if (loss instanceof Margin l) {
      return sum(row.p, s -> l.margin() + d(s) > l.boundary() ? 1 : 0)
          + sum(row.n, s -> l.margin() + l.boundary() > d(s) ? 1 : 0);
    }
    return row.p.length * row.n.length;
  }

  private static double sum(AnchorLoss loss, Row row) {
    double[] p = row.p;
    double[] n = row.n;
    if (loss instanceof BatchAll l) {
      return triplets(row, x -> Math.max(0, x + l.margin()));
    }
    if (loss instanceof BatchAllSoft) {
      return triplets(row, NaiveAnchorLosses::softplus);
    }
    if (loss instanceof BatchHard l) {
      double x =
          Arrays.stream(p).map(NaiveAnchorLosses::d).max().orElseThrow()
              - Arrays.stream(n).map(NaiveAnchorLosses::d).min().orElseThrow()
              + l.margin();
      return l.soft() ? softplus(x) : Math.max(0, x);
    }
    if (loss instanceof BinomialDeviance l) {
      return sum(p, s -> softplus(-2 * (s - l.margin()))) / p.length
          + l.weight() * sum(n, s -> softplus(l.scale() * (s - l.margin()))) / n.length;
    }
    if (loss instanceof Circle l) {
      double near =
          sum(
              p,
              s -> Math.exp(-l.scale() * Math.max(0, 1 + l.margin() - s) * (s - 1 + l.margin())));
      double far =
          sum(n, s -> Math.exp(l.scale() * Math.max(0, s + l.margin()) * (s - l.margin())));
      return Math.log1p(near * far);
    }
    if (loss instanceof Contrastive l) {
      return sum(p, s -> Math.max(0, d(s) - l.positiveMargin())) / p.length
          + sum(n, s -> Math.max(0, l.negativeMargin() - d(s))) / n.length;
    }
    if (loss instanceof ContrastiveSimilarity l) {
      return sum(p, s -> 1 - s) + sum(n, s -> s > l.margin() ? s : 0);
    }
    if (loss instanceof LiftedGeneralized l) {
      return 2 / l.positiveScale() * Math.log(sum(p, s -> Math.exp(-l.positiveScale() * s)))
          + 2 / l.negativeScale() * Math.log(sum(n, s -> Math.exp(l.negativeScale() * s)));
    }
    if (loss instanceof Margin l) {
      return sum(p, s -> Math.max(0, l.margin() + d(s) - l.boundary()))
          + sum(n, s -> Math.max(0, l.margin() + l.boundary() - d(s)));
    }
    if (loss instanceof MultiSimilarity l) {
      return Math.log1p(sum(p, s -> Math.exp(-l.positiveScale() * (s - l.base()))))
              / l.positiveScale()
          + Math.log1p(sum(n, s -> Math.exp(l.negativeScale() * (s - l.base()))))
              / l.negativeScale();
    }
    if (loss instanceof NPair l) {
      return sum(p, s -> Math.log1p(sum(n, t -> Math.exp(l.scale() * (t - s))))) / p.length;
    }
    if (loss instanceof Nca l) {
      double near = sum(p, s -> Math.exp(-l.scale() * (2 - 2 * s)));
      double far = sum(n, s -> Math.exp(-l.scale() * (2 - 2 * s)));
      return Math.log1p(far / near);
    }
    if (loss instanceof RecallAtK l) {
      double recall = 0;
      int levels = 0;
      double[] ranks = new double[p.length];
      for (int i = 0; i < p.length; i++) {
        ranks[i] = before(p, p[i], l.temperature()) + 0.5 + before(n, p[i], l.temperature());
      }
      for (int k = 1; k <= l.largest(); k *= 2) {
        levels++;
        for (double rank : ranks) {
          recall +=
              sigmoid((k - rank) / l.countTemperature())
                  / (l.bounded() ? Math.min(k, p.length) : p.length);
        }
      }
      return 1 - recall / levels;
    }
    if (loss instanceof SmoothAp l) {
      double[] all = l.withAnchor() ? Arrays.copyOf(p, p.length + 1) : p;
      if (l.withAnchor()) {
        all[p.length] = 1;
      }
      double precision = 0;
      for (double s : all) {
        double right = before(all, s, l.temperature()) + 0.5;
        precision += right / (right + before(n, s, l.temperature())) / all.length;
      }
      return 1 - precision;
    }
    if (loss instanceof SupervisedContrastive l) {
      double all =
          sum(p, s -> Math.exp(s / l.temperature())) + sum(n, s -> Math.exp(s / l.temperature()));
      return -sum(p, s -> s / l.temperature() - Math.log(all)) / p.length;
    }
    throw new AssertionError("no definition of " + loss);
  }

  /** Softly before s, itself counting a half where it is among them. */
  private static double before(double[] others, double s, double temperature) {
    return sum(others, t -> sigmoid((t - s) / temperature));
  }

  private static double triplets(Row row, DoubleUnaryOperator f) {
    return sum(row.p, s -> sum(row.n, t -> f.applyAsDouble(d(s) - d(t))));
  }

  private static double sum(double[] s, DoubleUnaryOperator f) {
    double total = 0;
    for (double v : s) {
      total += f.applyAsDouble(v);
    }
    return total;
  }

  private static double d(double s) {
    return Math.sqrt(Math.max(0, 2 - 2 * s));
  }

  private static double softplus(double x) {
    return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
