package dev.kindred.loss;

import dev.kindred.loss.math.Reduce;
import java.util.Arrays;

/**
 * One anchor's row of similarities, split into positives and negatives: what an {@link AnchorLoss}
 * reads and where it leaves its gradient. Scratch space of one evaluation, reused from anchor to
 * anchor; not thread-safe. The arrays are longer than the counts; entries behind them mean nothing.
 */
public final class Anchor {
  /** Similarities to the positives, the first {@link #positives} count. Losses may overwrite. */
  public final double[] positive;

  /** Similarities to the negatives, the first {@link #negatives} count. Losses may overwrite. */
  public final double[] negative;

  /** Derivative by {@link #positive}; zero until a loss writes it. */
  public final double[] positiveGradient;

  /** Derivative by {@link #negative}; zero until a loss writes it. */
  public final double[] negativeGradient;

  final int[] positiveIndex;
  final int[] negativeIndex;
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

  /** Keeps these positives, by their present places; a place may be named again. */
  public void pickPositives(int... places) {
    whole = false;
    pick(positive, positiveIndex, places);
    positives = places.length;
  }

  /** Keeps these negatives, by their present places; a place may be named again. */
  public void pickNegatives(int... places) {
    whole = false;
    pick(negative, negativeIndex, places);
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

  private static void pick(double[] s, int[] index, int[] places) {
    double[] pickedS = new double[places.length];
    int[] pickedIndex = new int[places.length];
    for (int k = 0; k < places.length; k++) {
      pickedS[k] = s[places[k]];
      pickedIndex[k] = index[places[k]];
    }
    System.arraycopy(pickedS, 0, s, 0, places.length);
    System.arraycopy(pickedIndex, 0, index, 0, places.length);
  }
}
