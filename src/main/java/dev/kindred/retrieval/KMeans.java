package dev.kindred.retrieval;

import dev.kindred.run.RandomStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Lloyd's k-means from k-means++ seeds (Arthur and Vassilvitskii 2007), in one thread, the same
 * clusters from the same seed on the same kind of machine (distances are single precision).
 *
 * <p>Departs from the paper for more than 100 clusters: seeds are drawn in 100 rounds of K/100,
 * each round by the distances to the seeds of earlier rounds. The 11,316 classes of Stanford Online
 * Products would otherwise need as many passes over the data.
 */
final class KMeans {
  private static final int ROUNDS = 100;

  private final EmbeddingSet points;
  private final int k;
  private final Scan scan;

  private KMeans(EmbeddingSet points, int k, Scan scan) {
    this.points = points;
    this.k = k;
    this.scan = scan;
  }

  /**
   * A cluster in {@code [0, k)} for each point.
   *
   * @param points {@code [n, d]}
   * @param k clusters, at most {@code n}
   */
  static int[] cluster(EmbeddingSet points, int k, MetricSettings.Clustering settings) {
    if (k < 1 || k > points.n()) {
      throw new IllegalArgumentException(k + " clusters of " + points.n() + " points");
    }
    try (Scan scan = Scan.open(BlockSize.USUAL, points.d())) {
      KMeans kMeans = new KMeans(centred(points), k, scan);
      Assignment best = null;
      for (int i = 0; i < settings.restarts(); i++) {
        Assignment found =
            kMeans.lloyd(
                kMeans.seeds(RandomStream.CLUSTERING.open(settings.seed(), i)),
                settings.iterations());
        best = best == null || found.inertia() < best.inertia() ? found : best;
      }
      return best.cluster;
    }
  }

  /** Clusters are the same wherever the origin is; distances are not computed as precisely. */
  private static EmbeddingSet centred(EmbeddingSet points) {
    Centring centring = new Centring(Centring.mean(points), new double[points.n()], 1, 1);
    float[] rows = new float[points.rows().length];
    centring.centre(points, 0, points.n(), rows);
    return new EmbeddingSet(rows, points.d(), points.labels(), points.ids());
  }

  /** Nearest centre of each point and the squared distance to it. */
  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  record Assignment(int[] cluster, double[] distance) {
    double inertia() {
      return Arrays.stream(distance).sum();
    }
  }

  private EmbeddingSet seeds(SplittableRandom random) {
    int[] chosen = new int[k];
    chosen[0] = random.nextInt(points.n());
    int size = 1;
    double[] distance = nearest(points.select(chosen[0])).distance;
    while (size < k) {
      int batch = Math.min(Math.max(1, k / ROUNDS), k - size);
      double total = Arrays.stream(distance).sum();
      for (int i = size; i < size + batch; i++) {
        chosen[i] = draw(distance, total, random);
        total -= distance[chosen[i]];
        distance[chosen[i]] = 0;
      }
      double[] toNew =
          nearest(points.select(Arrays.copyOfRange(chosen, size, size + batch))).distance;
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
    EmbeddingSet centres = seeds;
    Assignment now = nearest(centres);
    for (int i = 1; i < iterations; i++) {
      centres = means(now);
      Assignment next = nearest(centres);
      if (Arrays.equals(next.cluster, now.cluster)) {
        return next;
      }
      now = next;
    }
    return now;
  }

  private EmbeddingSet means(Assignment now) {
    int d = points.d();
    double[] sums = new double[k * d];
    int[] counts = new int[k];
    for (int i = 0; i < points.n(); i++) {
      int c = now.cluster[i];
      counts[c]++;
      for (int j = 0; j < d; j++) {
        sums[c * d + j] += points.rows()[i * d + j];
      }
    }
    float[] rows = new float[k * d];
    double[] distance = now.distance.clone();
    for (int c = 0; c < k; c++) {
      if (counts[c] == 0) {
        // The worst served point founds the empty cluster anew.
        int far = 0;
        for (int i = 1; i < distance.length; i++) {
          far = distance[i] > distance[far] ? i : far;
        }
        distance[far] = 0;
        System.arraycopy(points.rows(), far * d, rows, c * d, d);
      } else {
        for (int j = 0; j < d; j++) {
          rows[c * d + j] = (float) (sums[c * d + j] / counts[c]);
        }
      }
    }
    return new EmbeddingSet(rows, d, new int[k], new int[k]);
  }

  private Assignment nearest(EmbeddingSet centres) {
    int n = points.n();
    int d = points.d();
    double[] half = new double[centres.n()];
    for (int c = 0; c < half.length; c++) {
      half[c] = Dot.of(centres.rows(), c * d, centres.rows(), c * d, d) / 2;
    }
    Centring origin = Centring.none(centres);
    int[] cluster = new int[n];
    double[] best = new double[n];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    for (int from = 0; from < n; from += scan.queryBlock()) {
      int start = from;
      scan.run(
          points,
          from,
          Math.min(scan.queryBlock(), n - from),
          centres,
          origin,
          (q, centreFrom, products, count) -> {
            int i = start + q;
            for (int j = 0; j < count; j++) {
              double score = products[j] - half[centreFrom + j];
              if (score > best[i]) {
                best[i] = score;
                cluster[i] = centreFrom + j;
              }
            }
          });
    }
    double[] distance = new double[n];
    for (int i = 0; i < n; i++) {
      distance[i] =
          Math.max(0, Dot.of(points.rows(), i * d, points.rows(), i * d, d) - 2 * best[i]);
    }
    return new Assignment(cluster, distance);
  }
}
