package dev.kindred.loss.math;

/**
 * The largest k of many values, in descending order. Meant for k far below the number of values:
 * most of them then cost one comparison.
 */
public final class LargestValues {
  private final double[] largest;
  private int size;

  /** For the largest {@code k}. */
  public LargestValues(int k) {
    largest = new double[k];
  }

  /** Takes the first n values into account. */
  public void add(double[] values, int n) {
    for (int i = 0; i < n; i++) {
      if (size < largest.length || values[i] > largest[size - 1]) {
        insert(values[i]);
      }
    }
  }

  /** The k-th largest, or the least of all when there were fewer. */
  public double least() {
    return largest[size - 1];
  }

  private void insert(double value) {
    int at = size;
    while (at > 0 && largest[at - 1] < value) {
      at--;
    }
    int last = Math.min(size, largest.length - 1);
    System.arraycopy(largest, at, largest, at + 1, last - at);
    largest[at] = value;
    size = last + 1;
  }
}
