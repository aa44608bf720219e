package dev.kindred.loss.proxy;

import dev.kindred.loss.Constants;
import dev.kindred.loss.math.Distance;
import dev.kindred.loss.math.LogSumExp;
import dev.kindred.loss.math.Reduce;

/**
 * SoftTriple (Qian 2019, arXiv:1909.05235, equations 7 and 11): cross-entropy over {@code l S_c},
 * the own class having {@code l (S_c - m)}, where {@code S_c} is the mean similarity with the
 * class's K centres, weighted by a softmax of {@code s/g}; plus {@code t/(C K (K-1))} times the
 * distances between centres of a class, which merges those that are not needed.
 *
 * @param scale {@code l}
 * @param softness {@code g}
 * @param merging {@code t}
 * @param margin {@code m}
 * @param centres {@code K}
 * @param learningRateFactor of the centres
 */
public record SoftTriple(
    double scale,
    double softness,
    double merging,
    double margin,
    int centres,
    double learningRateFactor)
    implements ProxyLoss {
  /** As configured. */
  public static SoftTriple of(Constants constants) {
    return new SoftTriple(
        constants.number("scale", 1e-3, 1000),
        constants.number("softness", 1e-3, 1000),
        constants.number("merging", 0, 1000),
        constants.number("margin", 0, 2),
        constants.whole("centres", 1, 1000),
        constants.number("learning-rate-factor", 0, 1e6));
  }

  @Override
  public int rows(int classes) {
    return classes * centres;
  }

  @Override
  public int classOf(int row, int classes) {
    return row / centres;
  }

  /** Kaiming's uniform distribution with {@code a = sqrt(5)}, as in the authors' code. */
  @Override
  public float[] initial(int classes, int d, long seed) {
    int rows = rows(classes);
    return Initial.uniform(rows * d, 1 / Math.sqrt(rows), seed);
  }

  @Override
  public double value(Scores scores) {
    int classes = scores.rows() / centres;
    double[] z = new double[classes];
    double[] share = new double[scores.rows()];
    double[] weight = new double[centres];
    double total = 0;
    for (int i = 0; i < scores.n(); i++) {
      int own = scores.label(i);
      for (int c = 0; c < classes; c++) {
        z[c] = scale * (relaxed(scores, i, c, weight, share) - (c == own ? margin : 0));
      }
      double ownLogit = z[own];
      total += LogSumExp.of(z, classes) - ownLogit;
      for (int c = 0; c < classes; c++) {
        double push = scale * (z[c] - (c == own ? 1 : 0)) / scores.n();
        for (int row = c * centres; row < (c + 1) * centres; row++) {
          scores.add(i, row, push * share[row]);
        }
      }
    }
    return total / scores.n() + (centres > 1 && merging > 0 ? merge(scores, classes) : 0);
  }

  /** {@code S_c}; its derivative by the similarity with each centre goes to {@code slope}. */
  private double relaxed(Scores scores, int i, int c, double[] weight, double[] slope) {
    for (int k = 0; k < centres; k++) {
      weight[k] = scores.similarity(i, c * centres + k) / softness;
    }
    LogSumExp.of(weight, centres);
    double mean = 0;
    for (int k = 0; k < centres; k++) {
      mean += weight[k] * scores.similarity(i, c * centres + k);
    }
    for (int k = 0; k < centres; k++) {
      double away = scores.similarity(i, c * centres + k) - mean;
      slope[c * centres + k] = weight[k] * (1 + away / softness);
    }
    return mean;
  }

  private double merge(Scores scores, int classes) {
    double total = 0;
    double weight = merging / ((double) classes * centres * (centres - 1));
    for (int c = 0; c < classes; c++) {
      float[][] proxies = new float[centres][];
      for (int k = 0; k < centres; k++) {
        proxies[k] = scores.proxy(c * centres + k);
      }
      float[][] gradients = new float[centres][proxies[0].length];
      for (int k = 0; k < centres; k++) {
        for (int l = k + 1; l < centres; l++) {
          double d = Distance.of(Reduce.dot(proxies[k], 0, proxies[l], 0, proxies[k].length));
          float by = (float) (weight * Distance.slope(d));
          total += d;
          addScaled(by, proxies[l], gradients[k]);
          addScaled(by, proxies[k], gradients[l]);
        }
      }
      for (int k = 0; k < centres; k++) {
        scores.setDirect(c * centres + k, gradients[k]);
      }
    }
    return weight * total;
  }

  private static void addScaled(float by, float[] from, float[] into) {
    for (int k = 0; k < into.length; k++) {
      into[k] += by * from[k];
    }
  }
}
