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

  /** Overwrites the first {@code n} similarities by distances. */
  public static void of(double[] similarities, int n) {
    for (int k = 0; k < n; k++) {
      similarities[k] = Math.sqrt(Math.max(0, 2 - 2 * similarities[k]));
    }
    // In a loop of its own, as the one above is vectorised without it.
    double least = Math.sqrt(IDENTICAL);
    for (int k = 0; k < n; k++) {
      if (similarities[k] < least) {
        similarities[k] = 0;
      }
    }
  }

  /** Derivative of the distance by the similarity; 0 for identical rows. */
  public static double slope(double distance) {
    return distance == 0 ? 0 : -1 / distance;
  }
}
