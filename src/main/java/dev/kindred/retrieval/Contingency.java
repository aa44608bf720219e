package dev.kindred.retrieval;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * How many items of each class lie in each cluster; only cells that are not empty are held. Classes
 * are in ascending order of their labels.
 */
final class Contingency {
  private final int clusters;
  private final int[] size;
  private final int[][] cluster;
  private final int[][] count;

  private Contingency(int clusters, int[] size, int[][] cluster, int[][] count) {
    this.clusters = clusters;
    this.size = size;
    this.cluster = cluster;
    this.count = count;
  }

  /**
   * Counts.
   *
   * @param clusters cluster of each item, any numbers
   * @param labels class of each item, of the same length
   */
  static Contingency of(int[] clusters, int[] labels) {
    int[] distinct = Arrays.stream(clusters).distinct().sorted().toArray();
    TreeMap<Integer, TreeMap<Integer, Integer>> cells = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      cells
          .computeIfAbsent(labels[i], c -> new TreeMap<>())
          .merge(Arrays.binarySearch(distinct, clusters[i]), 1, Integer::sum);
    }
    int[] size = new int[cells.size()];
    int[][] cluster = new int[size.length][];
    int[][] count = new int[size.length][];
    int c = 0;
    for (TreeMap<Integer, Integer> row : cells.values()) {
      cluster[c] = row.keySet().stream().mapToInt(Integer::intValue).toArray();
      count[c] = row.values().stream().mapToInt(Integer::intValue).toArray();
      size[c] = Arrays.stream(count[c]).sum();
      c++;
    }
    return new Contingency(distinct.length, size, cluster, count);
  }

  int classes() {
    return size.length;
  }

  /** With every class once. */
  ClusterAgreement agreement() {
    int[] once = new int[classes()];
    Arrays.fill(once, 1);
    return agreement(once);
  }

  /**
   * With class c taken {@code times[c]} times, each time as a class of its own whose items lie in
   * the same clusters.
   */
  ClusterAgreement agreement(int[] times) {
    long[] inCluster = new long[clusters];
    SizeCounts classSizes = new SizeCounts();
    SizeCounts cellSizes = new SizeCounts();
    for (int c = 0; c < times.length; c++) {
      if (times[c] > 0) {
        classSizes.add(size[c], times[c]);
        for (int i = 0; i < cluster[c].length; i++) {
          inCluster[cluster[c][i]] += (long) times[c] * count[c][i];
          cellSizes.add(count[c][i], times[c]);
        }
      }
    }
    SizeCounts clusterSizes = new SizeCounts();
    for (long n : inCluster) {
      if (n > 0) {
        clusterSizes.add(Math.toIntExact(n), 1);
      }
    }
    return ClusterAgreement.of(classSizes, clusterSizes, cellSizes);
  }
}
