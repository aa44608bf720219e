package dev.kindred.retrieval;

import dev.kindred.run.RandomStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Lloyd's k-means from k-means++ seeds (Arthur and Vassilvitskii 2007): the same clusters from the
 * same seed, wherever the points are and however they are split.
 *
 * <p>Departs from the paper for more than 100 clusters: seeds are drawn in 100 rounds of K/100,
 * each round by the distances to the seeds of earlier rounds. The 11,316 classes of Stanford Online
 * Products would otherwise need as many passes over the data.
 */
final class KMeans {
  private static final int ROUNDS = 100;

  private final Points points;
  private final int k;

  private KMeans(Points points, int k) {
    this.points = points;
    this.k = k;
  }

  /**
   * A cluster in {@code [0, k)} for each point, found by the calling thread.
   *
   * @param points {@code [n, d]}
   * @param k clusters, at most {@code n}
   */
  static int[] cluster(EmbeddingSet points, int k, MetricSettings.Clustering settings) {
    try (Points local = new LocalPoints(points)) {
      return cluster(local, k, settings).cluster();
    }
  }

  /** The tightest of several starts. */
  static Assignment cluster(Points points, int k, MetricSettings.Clustering settings) {
    if (k < 1 || k > points.n()) {
      throw new IllegalArgumentException(k + " clusters of " + points.n() + " points");
    }
    KMeans kMeans = new KMeans(points, k);
    Assignment best = null;
    for (int i = 0; i < settings.restarts(); i++) {
      Assignment found =
          kMeans.lloyd(
              kMeans.seeds(RandomStream.CLUSTERING.open(settings.seed(), i)),
              settings.iterations());
      best = best == null || found.inertia() < best.inertia() ? found : best;
    }
    return best;
  }

  private EmbeddingSet seeds(SplittableRandom random) {
    int[] chosen = new int[k];
    chosen[0] = random.nextInt(points.n());
    int size = 1;
    double[] distance = points.nearest(points.select(chosen[0])).squared();
    while (size < k) {
      int batch = Math.min(Math.max(1, k / ROUNDS), k - size);
      double total = Arrays.stream(distance).sum();
      for (int i = size; i < size + batch; i++) {
        chosen[i] = draw(distance, total, random);
        total -= distance[chosen[i]];
        distance[chosen[i]] = 0;
      }
      EmbeddingSet added = points.select(Arrays.copyOfRange(chosen, size, size + batch));
      double[] toNew = points.nearest(added).squared();
      for (int i = 0; i < distance.length; i++) {
        distance[i] = Math.min(distance[i], toNew[i]);
      }
      size += batch;
    }
    return points.select(chosen);
  }

  /** A point with probability proportional to its squared distance; any, when all are 0. */
  private static int draw(double[] distance, double total, SplittableRandom random) {
    double left = random.nextDouble() * total;
    int last = -1;
    for (int i = 0; i < distance.length; i++) {
      if (distance[i] > 0) {
        last = i;
        left -= distance[i];
        if (left <= 0) {
          return i;
        }
      }
    }
    return last >= 0 ? last : random.nextInt(distance.length);
  }

  private Assignment lloyd(EmbeddingSet seeds, int iterations) {
    Assignment now = points.nearest(seeds);
    for (int i = 1; i < iterations; i++) {
      Assignment next = points.nearest(means(now));
      if (Arrays.equals(next.cluster(), now.cluster())) {
        return next;
      }
      now = next;
    }
    return now;
  }

  private EmbeddingSet means(Assignment now) {
    int d = points.d();
    float[] rows = points.means(now.cluster(), k);
    int[] empty = empty(rows, d);
    if (empty.length > 0) {
      EmbeddingSet founders = points.select(worstServed(now.squared(), empty.length));
      for (int i = 0; i < empty.length; i++) {
        System.arraycopy(founders.rows(), i * d, rows, empty[i] * d, d);
      }
    }
    return new EmbeddingSet(rows, d, new int[k], new int[k]);
  }

  private static int[] empty(float[] rows, int d) {
    return java.util.stream.IntStream.range(0, rows.length / d)
        .filter(c -> Float.isNaN(rows[c * d]))
        .toArray();
  }

  /** The worst served points found empty clusters anew; of equal ones the first. */
  private static int[] worstServed(double[] squared, int count) {
    double[] left = squared.clone();
    int[] worst = new int[count];
    for (int i = 0; i < count; i++) {
      int far = 0;
      for (int j = 1; j < left.length; j++) {
        far = left[j] > left[far] ? j : far;
      }
      left[far] = 0;
      worst[i] = far;
    }
    return worst;
  }
}
