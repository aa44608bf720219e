package dev.kindred.loss;

import dev.kindred.loss.math.Reduce;
import java.util.Arrays;
import java.util.Objects;

/**
 * One anchor's row of similarities, split into positives and negatives: what an {@link AnchorLoss}
 * reads and where it leaves its gradient. Scratch space of one evaluation, reused from anchor to
 * anchor; not thread-safe. The arrays are longer than the counts; entries behind them mean nothing.
 *
 * <p>A miner may pick a similarity more than once. It then counts as often, in the value as in the
 * gradient, as if the reference stood in the batch that many times.
 */
public final class Anchor {
  /**
   * Similarities to the positives, the first {@link #positives} count. Losses may overwrite. This
   * and the other arrays are others after a pick of more than fit.
   */
  public double[] positive;

  /** Similarities to the negatives, the first {@link #negatives} count. Losses may overwrite. */
  public double[] negative;

  /** Derivative by {@link #positive}; zero until a loss writes it. */
  public double[] positiveGradient;

  /** Derivative by {@link #negative}; zero until a loss writes it. */
  public double[] negativeGradient;

  int[] positiveIndex;
  int[] negativeIndex;
  int positives;
  int negatives;
  int index;

  /** Whether positives and negatives are all there are, in their order. */
  boolean whole;

  long seed;
  private final int dimension;
  private long terms;

  Anchor(int references, int dimension) {
    positive = new double[references];
    negative = new double[references];
    positiveGradient = new double[references];
    negativeGradient = new double[references];
    positiveIndex = new int[references];
    negativeIndex = new int[references];
    this.dimension = dimension;
  }

  /** Number of positives left. */
  public int positives() {
    return positives;
  }

  /** Number of negatives left. */
  public int negatives() {
    return negatives;
  }

  /** Row of the anchor in the batch. */
  public int index() {
    return index;
  }

  /** Seed of this anchor's random draws; depends on the batch's seed and on the row. */
  public long seed() {
    return seed;
  }

  /** Embedding dimension. */
  public int dimension() {
    return dimension;
  }

  /** Adds to the number of terms, for losses that divide by it. */
  public void count(long more) {
    terms += more;
  }

  /** Terms counted over all anchors so far. */
  public long terms() {
    return terms;
  }

  /** Whether nothing is left to compare. */
  public boolean isOneSided() {
    return positives == 0 || negatives == 0;
  }

  /** Drops positives whose similarity is not strictly between the bounds. */
  public void retainPositives(double above, double below) {
    whole = false;
    positives = retain(positive, positiveIndex, positives, above, below);
  }

  /** Drops negatives whose similarity is not strictly between the bounds. */
  public void retainNegatives(double above, double below) {
    whole = false;
    negatives = retain(negative, negativeIndex, negatives, above, below);
  }

  /**
   * Keeps these positives, by their present places; a place may be named again.
   *
   * @throws IndexOutOfBoundsException when there is no such place
   */
  public void pickPositives(int... places) {
    whole = false;
    positive = picked(positive, places, positives);
    positiveIndex = picked(positiveIndex, places);
    positiveGradient = cleared(positiveGradient, places.length);
    positives = places.length;
  }

  /**
   * Keeps these negatives, by their present places; a place may be named again.
   *
   * @throws IndexOutOfBoundsException when there is no such place
   */
  public void pickNegatives(int... places) {
    whole = false;
    negative = picked(negative, places, negatives);
    negativeIndex = picked(negativeIndex, places);
    negativeGradient = cleared(negativeGradient, places.length);
    negatives = places.length;
  }

  /** Smallest similarity of a positive; infinity without any. */
  public double leastPositive() {
    return Reduce.min(positive, positives);
  }

  /** Largest similarity of a negative; minus infinity without any. */
  public double greatestNegative() {
    return Reduce.max(negative, negatives);
  }

  void clearGradients() {
    Arrays.fill(positiveGradient, 0, positives, 0);
    Arrays.fill(negativeGradient, 0, negatives, 0);
  }

  private static int retain(double[] s, int[] index, int count, double above, double below) {
    int kept = 0;
    for (int k = 0; k < count; k++) {
      // Copied whether kept or not: a branch would be guessed wrong too often.
      double value = s[k];
      s[kept] = value;
      index[kept] = index[k];
      kept += value > above ? 1 : 0;
    }
    return below == Double.POSITIVE_INFINITY ? kept : retainBelow(s, index, kept, below);
  }

  private static int retainBelow(double[] s, int[] index, int count, double below) {
    int kept = 0;
    for (int k = 0; k < count; k++) {
      double value = s[k];
      s[kept] = value;
      index[kept] = index[k];
      kept += value < below ? 1 : 0;
    }
    return kept;
  }

  private static double[] picked(double[] s, int[] places, int count) {
    double[] picked = new double[places.length];
    for (int k = 0; k < places.length; k++) {
      picked[k] = s[Objects.checkIndex(places[k], count)];
    }
    if (picked.length > s.length) {
      return picked;
    }
    System.arraycopy(picked, 0, s, 0, picked.length);
    return s;
  }

  private static int[] picked(int[] index, int[] places) {
    int[] picked = new int[places.length];
    for (int k = 0; k < places.length; k++) {
      picked[k] = index[places[k]];
    }
    if (picked.length > index.length) {
      return picked;
    }
    System.arraycopy(picked, 0, index, 0, picked.length);
    return index;
  }

  /** The gradient of the anchor before may stand behind what was loaded of this one. */
  private static double[] cleared(double[] gradient, int count) {
    if (count > gradient.length) {
      return new double[count];
    }
    Arrays.fill(gradient, 0, count, 0);
    return gradient;
  }
}
