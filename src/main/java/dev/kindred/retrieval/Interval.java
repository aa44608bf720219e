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
}
