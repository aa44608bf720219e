package dev.kindred.retrieval;

import java.io.Serializable;

/**
 * How much clusters and classes of the same items agree.
 *
 * @param nmi normalised mutual information, {@code 2 I / (H(clusters) + H(classes))}; 1 when both
 *     put everything in one group
 * @param ami mutual information adjusted for chance (Vinh, Epps and Bailey 2010, JMLR 11, AMI_sum):
 *     about 0 for random clusters, whatever their number, where {@code nmi} grows with it
 * @param f1 harmonic mean of precision and recall of the pairs that a cluster puts together, with
 *     respect to the pairs of a class; 1 when neither puts any two items together
 */
public record ClusterAgreement(double nmi, double ami, double f1) implements Serializable {
  /** scikit-learn's guard against a division by what is 0 but for rounding. */
  private static final double EPSILON = Math.ulp(1.0);

  /**
   * From the sizes of the groups.
   *
   * @param cells groups of items that share class and cluster
   */
  static ClusterAgreement of(SizeCounts classes, SizeCounts clusters, SizeCounts cells) {
    double entropies = classes.entropy() + clusters.entropy();
    double information = entropies - cells.entropy();
    double nmi = entropies == 0 ? 1 : 2 * information / entropies;
    return new ClusterAgreement(
        nmi, adjusted(classes, clusters, information, entropies / 2), f1(classes, clusters, cells));
  }

  private static double adjusted(
      SizeCounts classes, SizeCounts clusters, double information, double mean) {
    if (classes.groups() == 1 && clusters.groups() == 1) {
      return 1;
    }
    double expected = ChanceInformation.expected(classes, clusters);
    double room = mean - expected;
    return (information - expected)
        / (room < 0 ? Math.min(room, -EPSILON) : Math.max(room, EPSILON));
  }

  private static double f1(SizeCounts classes, SizeCounts clusters, SizeCounts cells) {
    double either = classes.pairs() + clusters.pairs();
    return either == 0 ? 1 : 2 * cells.pairs() / either;
  }
}
