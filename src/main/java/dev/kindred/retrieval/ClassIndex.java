package dev.kindred.retrieval;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Gallery rows by class. */
final class ClassIndex {
  private static final int[] NONE = {};

  private final Map<Integer, int[]> rows = new HashMap<>();

  ClassIndex(int[] labels) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int label : labels) {
      counts.merge(label, 1, Integer::sum);
    }
    counts.forEach((label, count) -> rows.put(label, new int[count]));
    for (int i = labels.length - 1; i >= 0; i--) {
      int left = counts.merge(labels[i], -1, Integer::sum);
      rows.get(labels[i])[left] = i;
    }
  }

  /** Number of rows of the class. */
  int size(int label) {
    return rows.getOrDefault(label, NONE).length;
  }

  /** Rows of the class in ascending order, without {@code self} (-1: none to leave out). */
  int[] positives(int label, int self) {
    int[] all = rows.getOrDefault(label, NONE);
    return self < 0 ? all : Arrays.stream(all).filter(i -> i != self).toArray();
  }
}
