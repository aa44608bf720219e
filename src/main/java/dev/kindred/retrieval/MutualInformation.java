package dev.kindred.retrieval;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How much two groupings of the same items tell about each other. */
final class MutualInformation {
  private MutualInformation() {}

  /**
   * {@code 2 I(a; b) / (H(a) + H(b))}, the arithmetic-mean form of scikit-learn; 1 when both put
   * everything in one group.
   *
   * @param a group of each item
   * @param b the other grouping, of the same length
   */
  static double normalised(int[] a, int[] b) {
    Map<Integer, Integer> inA = new HashMap<>();
    Map<Integer, Integer> inB = new HashMap<>();
    Map<Long, Integer> inBoth = new HashMap<>();
    for (int i = 0; i < a.length; i++) {
      inA.merge(a[i], 1, Integer::sum);
      inB.merge(b[i], 1, Integer::sum);
      inBoth.merge(((long) a[i] << 32) | (b[i] & 0xffffffffL), 1, Integer::sum);
    }
    double entropies = entropy(inA.values(), a.length) + entropy(inB.values(), b.length);
    if (entropies == 0) {
      return 1;
    }
    return 2 * (entropies - entropy(inBoth.values(), a.length)) / entropies;
  }

  /** In nats. */
  private static double entropy(Collection<Integer> counts, double n) {
    return counts.stream().mapToDouble(c -> -c / n * Math.log(c / n)).sum();
  }
}
