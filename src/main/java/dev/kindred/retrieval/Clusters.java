package dev.kindred.retrieval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Groups of images, the largest first.
 *
 * @param cluster of each image, from 0 on
 * @param distance of each to the mean of its cluster
 * @param sizes by cluster
 */
@SuppressWarnings("ArrayRecordComponent") // one number an image
public record Clusters(int[] cluster, double[] distance, int[] sizes) {
  /** How much they agree with the classes. */
  public ClusterAgreement agreement(int[] labels) {
    return Contingency.of(cluster, labels).agreement();
  }

  /**
   * The largest gets 0; of equal ones that with the first image.
   *
   * @param groups any number for each image
   */
  static int[] bySize(int[] groups) {
    int[] distinct = Arrays.stream(groups).distinct().sorted().toArray();
    int[] sizes = new int[distinct.length];
    int[] first = new int[distinct.length];
    for (int i = groups.length - 1; i >= 0; i--) {
      int g = Arrays.binarySearch(distinct, groups[i]);
      sizes[g]++;
      first[g] = i;
    }
    int[] order =
        IntStream.range(0, distinct.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(g -> -sizes[g]).thenComparingInt(g -> first[g]))
            .mapToInt(g -> g)
            .toArray();
    int[] place = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      place[order[i]] = i;
    }
    return Arrays.stream(groups).map(g -> place[Arrays.binarySearch(distinct, g)]).toArray();
  }

  static int[] sizes(int[] cluster) {
    int[] sizes = new int[1 + Arrays.stream(cluster).max().orElse(-1)];
    for (int c : cluster) {
      sizes[c]++;
    }
    return sizes;
  }
}
