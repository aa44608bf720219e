package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Sums of the points of each cluster. They are added as whole numbers, which gives the same in any
 * order: a sum of doubles would depend on how the points are split.
 *
 * @param scale what a number is multiplied with before it is rounded
 */
record ClusterSums(double scale) implements Serializable {
  /** Bits of a long that a sum may use. */
  private static final int BITS = 61;

  /** For so many points whose numbers are at most {@code most}. */
  static ClusterSums of(long n, double most) {
    int used = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, n));
    int whole = Math.max(0, Math.getExponent(Math.max(most, Double.MIN_NORMAL)) + 1);
    return new ClusterSums(Math.scalb(1.0, BITS - used - whole));
  }

  /**
   * By cluster: the sums, and in the last place the number of points.
   *
   * @param cluster of each point, by its id
   * @param k clusters that count
   */
  Map<Integer, long[]> of(EmbeddingSet points, int[] cluster, int k) {
    int d = points.d();
    Map<Integer, long[]> sums = new HashMap<>();
    for (int i = 0; i < points.n(); i++) {
      if (cluster[points.ids()[i]] >= k) {
        continue;
      }
      long[] sum = sums.computeIfAbsent(cluster[points.ids()[i]], c -> new long[d + 1]);
      for (int j = 0; j < d; j++) {
        sum[j] += Math.round(points.rows()[i * d + j] * scale);
      }
      sum[d]++;
    }
    return sums;
  }

  static long[] add(long[] a, long[] b) {
    long[] both = a.clone();
    Arrays.setAll(both, j -> a[j] + b[j]);
    return both;
  }

  /** The mean of a cluster. */
  float[] mean(long[] sum) {
    float[] mean = new float[sum.length - 1];
    for (int j = 0; j < mean.length; j++) {
      mean[j] = (float) (sum[j] / scale / sum[mean.length]);
    }
    return mean;
  }

  /** See {@link Points#squared}, of points whose ids are rows. */
  static double[] squared(EmbeddingSet points, int[] cluster, float[] centres) {
    int d = points.d();
    double[] squared = new double[points.n()];
    for (int i = 0; i < squared.length; i++) {
      int c = cluster[points.ids()[i]];
      for (int j = 0; j < d && (c + 1L) * d <= centres.length; j++) {
        double off = (double) points.rows()[i * d + j] - centres[c * d + j];
        squared[i] += off * off;
      }
    }
    return squared;
  }

  /** {@code [k, d]}, NaN where there is no mean. */
  static float[] rows(Map<Integer, float[]> means, int k, int d) {
    float[] rows = new float[Math.multiplyExact(k, d)];
    Arrays.fill(rows, Float.NaN);
    means.forEach((c, mean) -> System.arraycopy(mean, 0, rows, c * d, d));
    return rows;
  }
}
