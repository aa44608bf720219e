package dev.kindred.retrieval;

import java.util.Arrays;

/**
 * How many groups there are of each size. All that entropies and pair counts need to know of a
 * grouping, and short: thousands of classes have a dozen different sizes.
 */
final class SizeCounts {
  private int[] groups = new int[16];

  /** Adds {@code times} groups of {@code size} items, at least 1. */
  void add(int size, int times) {
    if (size >= groups.length) {
      groups = Arrays.copyOf(groups, Math.max(size + 1, 2 * groups.length));
    }
    groups[size] += times;
  }

  /** The sizes that occur, ascending. */
  int[] sizes() {
    int[] sizes = new int[groups.length];
    int n = 0;
    for (int s = 1; s < groups.length; s++) {
      if (groups[s] > 0) {
        sizes[n++] = s;
      }
    }
    return Arrays.copyOf(sizes, n);
  }

  /** Groups of a size that occurs. */
  int groups(int size) {
    return groups[size];
  }

  /** Groups of any size. */
  long groups() {
    return Arrays.stream(groups).asLongStream().sum();
  }

  long items() {
    long sum = 0;
    for (int s : sizes()) {
      sum += (long) s * groups[s];
    }
    return sum;
  }

  /** Unordered pairs of items of one group. */
  double pairs() {
    double sum = 0;
    for (int s : sizes()) {
      sum += groups[s] * (s * (s - 1.0) / 2);
    }
    return sum;
  }

  /** Of the grouping, in nats. */
  double entropy() {
    double n = items();
    double sum = 0;
    for (int s : sizes()) {
      sum -= groups[s] * (s / n) * Math.log(s / n);
    }
    return sum;
  }
}
