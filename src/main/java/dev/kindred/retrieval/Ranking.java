package dev.kindred.retrieval;

import java.util.Arrays;

/**
 * Order by similarity: the greater one first, of equal ones the lower row. On plain arrays, because
 * boxed indices and comparators took most of the time of a search for a thousand neighbours.
 */
final class Ranking {
  /** Fewer are sorted without preparation, and as many of one rounded value one by one. */
  private static final int FEW = 32;

  private static final int BINS = 256;

  /** In bins; they are computed to one part in 10^15. */
  private static final double EDGE = 1e-6;

  private Ranking() {}

  /** Whether row {@code i} with similarity {@code a} ranks before row {@code j} with {@code b}. */
  static boolean before(double a, int i, double b, int j) {
    return a > b || (a == b && i < j);
  }

  /**
   * Positions of the similarities, nearest first.
   *
   * @param similarities none is NaN
   * @param rows their gallery rows, mostly ascending; more are ignored
   */
  static int[] nearestFirst(double[] similarities, int[] rows) {
    return similarities.length < FEW
        ? byMerging(similarities, rows)
        : byRounding(similarities, rows);
  }

  /**
   * Sorts whole numbers, which the JDK does fast: similarities rounded to 31 bits of their range,
   * with their positions below. What rounds to the same is put in order afterwards.
   */
  private static int[] byRounding(double[] x, int[] rows) {
    int n = x.length;
    double most = x[0];
    double least = x[0];
    for (double value : x) {
      most = Math.max(most, value);
      least = Math.min(least, value);
    }
    double scale = Integer.MAX_VALUE / (most - least);
    long[] keys = new long[n];
    for (int i = 0; i < n; i++) {
      keys[i] = (long) (int) ((most - x[i]) * scale) << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int position = (int) keys[i];
      int at = i;
      while (at > 0
          && keys[at - 1] >> Integer.SIZE == keys[i] >> Integer.SIZE
          && before(x[position], rows[position], x[order[at - 1]], rows[order[at - 1]])) {
        if (i - at == FEW) {
          return byMerging(x, rows);
        }
        order[at] = order[at - 1];
        at--;
      }
      order[at] = position;
    }
    return order;
  }

  private static int[] byMerging(double[] similarities, int[] rows) {
    int n = similarities.length;
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    int[] other = new int[n];
    for (int width = 1; width < n; width *= 2) {
      for (int from = 0; from < n; from += 2 * width) {
        int middle = Math.min(n, from + width);
        merge(similarities, rows, order, from, middle, Math.min(n, middle + width), other);
      }
      int[] sorted = other;
      other = order;
      order = sorted;
    }
    return order;
  }

  private static void merge(
      double[] x, int[] rows, int[] order, int from, int middle, int to, int[] out) {
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeRight =
          left == middle
              || (right < to
                  && before(
                      x[order[right]], rows[order[right]], x[order[left]], rows[order[left]]));
      out[i] = takeRight ? order[right++] : order[left++];
    }
  }

  /**
   * A value that at least k of the values reach, and few others (a histogram of 256 bins). The k-th
   * greatest itself would take several times longer.
   *
   * @param values the first {@code n} count; none is NaN
   * @param k from 1 to {@code n}
   */
  static double bar(double[] values, int n, int k) {
    double most = values[0];
    double least = values[0];
    // Hardly ever true, and then faster than Math.max, which heeds NaN and the sign of zero.
    for (int i = 1; i < n; i++) {
      if (values[i] > most) {
        most = values[i];
      }
      if (values[i] < least) {
        least = values[i];
      }
    }
    double scale = BINS / (most - least);
    if (n < 2 * BINS || Double.isInfinite(scale)) {
      return greatest(Arrays.copyOf(values, n), k);
    }
    int[] counts = new int[BINS + 1];
    for (int i = 0; i < n; i++) {
      counts[(int) ((values[i] - least) * scale)]++;
    }
    int bin = BINS;
    int reach = counts[bin];
    while (reach < k) {
      reach += counts[--bin];
    }
    if (reach > k + (n - k) / 4) {
      // Nearly all in one bin, as beside an exact copy.
      return greatest(Arrays.copyOf(values, n), k);
    }
    // A little below the bin's edge: the bins of values on it are rounded.
    return least + (bin - EDGE) / scale;
  }

  /**
   * The k-th greatest value (quickselect; the pivot is the median of three, and values equal to it
   * are set aside, so that a dead network's equal similarities take one pass).
   *
   * @param values none is NaN; reordered
   * @param k from 1 to the number of values
   */
  static double greatest(double[] values, int k) {
    int low = 0;
    int high = values.length - 1;
    int wanted = k - 1;
    while (low < high) {
      double pivot = median(values[low], values[(low + high) >>> 1], values[high]);
      int greater = low;
      int smaller = high;
      int i = low;
      while (i <= smaller) {
        if (values[i] > pivot) {
          swap(values, i++, greater++);
        } else if (values[i] < pivot) {
          swap(values, i, smaller--);
        } else {
          i++;
        }
      }
      if (wanted < greater) {
        high = greater - 1;
      } else if (wanted > smaller) {
        low = smaller + 1;
      } else {
        return pivot;
      }
    }
    return values[wanted];
  }

  private static double median(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  private static void swap(double[] values, int i, int j) {
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}
