package dev.kindred.loss.proxy;

import dev.kindred.loss.Constants;
import dev.kindred.loss.math.Distance;
import dev.kindred.loss.math.Exponential;
import dev.kindred.loss.math.LogSumExp;
import dev.kindred.loss.math.Reduce;
import java.util.Arrays;

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
    Relaxed relaxed = new Relaxed(classes);
    double[] z = new double[classes];
    double total = 0;
    for (int i = 0; i < scores.n(); i++) {
      int own = scores.label(i);
      scores.load(i, relaxed.s);
      relaxed.evaluate();
      for (int c = 0; c < classes; c++) {
        z[c] = scale * (relaxed.mean[c] - (c == own ? margin : 0));
      }
      double ownLogit = z[own];
      total += LogSumExp.of(z, classes) - ownLogit;
      z[own] -= 1;
      for (int c = 0; c < classes; c++) {
        double push = scale * z[c] / scores.n();
        for (int row = c * centres; row < (c + 1) * centres; row++) {
          relaxed.slope[row] *= push;
        }
      }
      scores.add(i, relaxed.slope);
    }
    return total / scores.n() + (centres > 1 && merging > 0 ? merge(scores, classes) : 0);
  }

  /** {@code S_c} of one embedding. The exponentials of all classes are taken together. */
  private final class Relaxed {
    /** Similarities with all centres. */
    final double[] s;

    /** {@code S_c}. */
    final double[] mean;

    /** Derivative of the class's {@code S_c} by the similarity with each centre. */
    final double[] slope;

    Relaxed(int classes) {
      s = new double[classes * centres];
      mean = new double[classes];
      slope = new double[classes * centres];
    }

    void evaluate() {
      for (int c = 0; c < mean.length; c++) {
        double most = Double.NEGATIVE_INFINITY;
        for (int row = c * centres; row < (c + 1) * centres; row++) {
          most = s[row] > most ? s[row] : most;
        }
        for (int row = c * centres; row < (c + 1) * centres; row++) {
          slope[row] = (s[row] - most) / softness;
        }
      }
      Exponential.of(slope, slope.length, 0);
      for (int c = 0; c < mean.length; c++) {
        double all = 0;
        double weighted = 0;
        for (int row = c * centres; row < (c + 1) * centres; row++) {
          all += slope[row];
          weighted += slope[row] * s[row];
        }
        mean[c] = weighted / all;
        for (int row = c * centres; row < (c + 1) * centres; row++) {
          slope[row] *= (1 + (s[row] - mean[c]) / softness) / all;
        }
      }
    }
  }

  private double merge(Scores scores, int classes) {
    double total = 0;
    double weight = merging / ((double) classes * centres * (centres - 1));
    int d = scores.dimension();
    float[][] own = new float[centres][d];
    float[][] gradients = new float[centres][d];
    double[][] wide = new double[centres][d];
    double[] scratch = new double[d];
    for (int c = 0; c < classes; c++) {
      for (int k = 0; k < centres; k++) {
        scores.loadProxy(c * centres + k, own[k]);
        widen(own[k], wide[k]);
        Arrays.fill(gradients[k], 0);
      }
      for (int k = 0; k < centres; k++) {
        for (int l = k + 1; l < centres; l++) {
          double distance = Distance.of(Reduce.dot(wide[k], wide[l], scratch, d));
          float by = (float) (weight * Distance.slope(distance));
          total += distance;
          Reduce.addScaled(by, own[l], gradients[k], d);
          Reduce.addScaled(by, own[k], gradients[l], d);
        }
      }
      for (int k = 0; k < centres; k++) {
        scores.setDirect(c * centres + k, gradients[k]);
      }
    }
    return weight * total;
  }

  private static void widen(float[] from, double[] into) {
    for (int k = 0; k < from.length; k++) {
      into[k] = from[k];
    }
  }
}
