package dev.kindred.loss.math;

/**
 * Euclidean distance of unit-length rows from their similarity, {@code d = sqrt(2 - 2 s)}.
 *
 * <p>Rows whose squared distance is below {@link #IDENTICAL} are the same row as far as single
 * precision can tell: their distance is 0 and does not move, where the square root's slope would be
 * infinite.
 */
public final class Distance {
  /** Squared distance that rounding the rows to single precision can fake. */
  public static final double IDENTICAL = 1e-6;

  private Distance() {}

  /** The distance of two rows with this similarity. */
  public static double of(double similarity) {
    double squared = 2 - 2 * similarity;
    return squared < IDENTICAL ? 0 : Math.sqrt(squared);
  }

  /** Overwrites the first {@code n} similarities by distances; returns the least, or infinity. */
  public static double of(double[] similarities, int n) {
    for (int k = 0; k < n; k++) {
      similarities[k] = Math.sqrt(Math.max(0, 2 - 2 * similarities[k]));
    }
    // Apart, and only where there are any: the loop above is vectorised without it.
    double least = Reduce.min(similarities, n);
    double identical = Math.sqrt(IDENTICAL);
    if (least >= identical) {
      return least;
    }
    for (int k = 0; k < n; k++) {
      similarities[k] = similarities[k] < identical ? 0 : similarities[k];
    }
    return 0;
  }

  /** A similarity that only rows at most this far apart have, with room for rounding. */
  public static double similarityWithin(double distance) {
    return 1 - distance * distance / 2 - 1e-9;
  }

  /**
   * Divides the first {@code n} numbers by these distances; by a distance of 0, to 0.
   *
   * @param least of the distances
   */
  public static void divide(double[] numbers, double[] distances, int n, double least) {
    if (least == 0) {
      for (int k = 0; k < n; k++) {
        numbers[k] *= -slope(distances[k]);
      }
      return;
    }
    for (int k = 0; k < n; k++) {
      numbers[k] /= distances[k];
    }
  }

  /** Derivative of the distance by the similarity; 0 for identical rows. */
  public static double slope(double distance) {
    return distance == 0 ? 0 : -1 / distance;
  }
}
