package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How well a threshold on the similarity tells whether two images are of one class, over all pairs:
 * unordered ones where every image is compared with all the others, else each query with each
 * gallery image. A pair is accepted when its similarity reaches the threshold. NaN stands for what
 * is not defined: everything without a pair of one class or without one of different classes, and a
 * threshold that nothing reaches.
 *
 * @param genuine pairs of one class
 * @param impostor pairs of different classes
 * @param auc area under the ROC curve: the probability that a genuine pair is more similar than an
 *     impostor one, ties counting half
 * @param aucError how far {@code auc} can be off; 0 unless there were more than 2<sup>22</sup>
 *     genuine similarities
 * @param atFalseMatch by the N of a false match rate of at most 1/N
 * @param atPrecision by the precision in percent
 * @param within similarities of genuine pairs
 * @param between similarities of impostor pairs
 */
public record Verification(
    long genuine,
    long impostor,
    double auc,
    double aucError,
    SortedMap<Integer, FalseMatch> atFalseMatch,
    SortedMap<Integer, Cut> atPrecision,
    Similarities within,
    Similarities between)
    implements Serializable {
  public Verification {
    atFalseMatch = Collections.unmodifiableSortedMap(new TreeMap<>(atFalseMatch));
    atPrecision = Collections.unmodifiableSortedMap(new TreeMap<>(atPrecision));
  }

  /**
   * With as low a threshold as the false match rate allows (ISO/IEC 19795-1).
   *
   * @param falseNonMatchRate share of genuine pairs that are not accepted
   * @param threshold similarity of the least similar genuine pair that is accepted
   */
  public record FalseMatch(double falseNonMatchRate, double threshold) implements Serializable {}

  /**
   * The lowest threshold that gives a wanted precision.
   *
   * @param threshold similarity of the least similar genuine pair that is accepted
   * @param recall share of genuine pairs that are accepted
   */
  public record Cut(double threshold, double recall) implements Serializable {}

  /**
   * Cosines; the cosine distance is 1 less them. All but the mean are exact for genuine pairs and
   * rounded up by at most {@link Cuts#STEP} for the others.
   *
   * @param mean within 2<sup>-20</sup> where {@code aucError} is not 0
   * @param least of all pairs
   * @param low 5 % of the pairs are below or equal
   * @param median 50 % are
   * @param high 95 % are
   * @param greatest of all pairs
   */
  public record Similarities(
      double mean, double least, double low, double median, double high, double greatest)
      implements Serializable {}
}
