package dev.kindred.retrieval;

import java.util.Arrays;

/**
 * Order by similarity: the greater one first, of equal ones the lower row. On plain arrays, because
 * boxed indices and comparators took most of the time of a search for a thousand neighbours.
 */
final class Ranking {
  private Ranking() {}

  /** Whether row {@code i} with similarity {@code a} ranks before row {@code j} with {@code b}. */
  static boolean before(double a, int i, double b, int j) {
    return a > b || (a == b && i < j);
  }

  /**
   * Positions of the similarities, nearest first (merge sort).
   *
   * @param similarities none is NaN
   * @param rows their gallery rows; more are ignored
   */
  static int[] nearestFirst(double[] similarities, int[] rows) {
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
