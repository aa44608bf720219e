package dev.kindred.retrieval;

import java.io.Serializable;

/**
 * Where a figure would probably lie for other classes of the same kind.
 *
 * @param low NaN when the classes do not tell
 * @param high NaN when the classes do not tell
 */
public record Interval(double low, double high) implements Serializable {
  static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

  /** Whether the classes told. */
  public boolean known() {
    return !Double.isNaN(low);
  }

  /** Both ends by the same, and at most 1; what is not known stays so. */
  Interval moved(double by) {
    return new Interval(Math.min(1, low + by), Math.min(1, high + by));
  }
}
