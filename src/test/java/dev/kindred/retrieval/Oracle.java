package dev.kindred.retrieval;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The metrics as a reader would write them down: sort the whole gallery for each query. */
final class Oracle {
  private Oracle() {}

  /** Gallery rows, nearest first; equal similarities by the lower row. */
  static List<Integer> ranking(Protocol protocol, int query) {
    double[] similarity = new double[protocol.gallery().n()];
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < similarity.length; row++) {
      similarity[row] = similarity(protocol, query, row);
      if (!protocol.selfExcluded() || row != query) {
        rows.add(row);
      }
    }
    rows.sort(
        (a, b) -> {
          int bySimilarity = Double.compare(similarity[b], similarity[a]);
          return bySimilarity != 0 ? bySimilarity : Integer.compare(a, b);
        });
    return rows;
  }

  static boolean[] hits(Protocol protocol, int query) {
    List<Integer> ranking = ranking(protocol, query);
    boolean[] hits = new boolean[ranking.size()];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = protocol.gallery().labels()[ranking.get(i)] == protocol.queries().labels()[query];
    }
    return hits;
  }

  static double recallAt(Protocol protocol, int k) {
    double sum = 0;
    for (int q = 0; q < protocol.queries().n(); q++) {
      boolean[] hits = hits(protocol, q);
      for (int i = 0; i < Math.min(k, hits.length); i++) {
        if (hits[i]) {
          sum++;
          break;
        }
      }
    }
    return sum / protocol.queries().n();
  }

  static double rPrecision(Protocol protocol) {
    double sum = 0;
    for (int q = 0; q < protocol.queries().n(); q++) {
      boolean[] hits = hits(protocol, q);
      int r = count(hits, hits.length);
      sum += r == 0 ? 0 : (double) count(hits, r) / r;
    }
    return sum / protocol.queries().n();
  }

  static double mapAtR(Protocol protocol) {
    double sum = 0;
    for (int q = 0; q < protocol.queries().n(); q++) {
      boolean[] hits = hits(protocol, q);
      int r = count(hits, hits.length);
      for (int i = 0; i < r; i++) {
        if (hits[i]) {
          sum += (double) count(hits, i + 1) / (i + 1) / r;
        }
      }
    }
    return sum / protocol.queries().n();
  }

  static double meanFirstRank(Protocol protocol) {
    double sum = 0;
    int answered = 0;
    for (int q = 0; q < protocol.queries().n(); q++) {
      boolean[] hits = hits(protocol, q);
      for (int i = 0; i < hits.length; i++) {
        if (hits[i]) {
          sum += i + 1;
          answered++;
          break;
        }
      }
    }
    return sum / answered;
  }

  /** Random unit rows around class centres; every fifth row repeats an earlier one exactly. */
  static EmbeddingSet random(long seed, int n, int d, int classes) {
    Random random = new Random(seed);
    float[] rows = new float[n * d];
    int[] labels = new int[n];
    int[] ids = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(classes);
      ids[i] = 1000 + i;
      for (int j = 0; j < d; j++) {
        rows[i * d + j] =
            i % 5 == 4
                ? rows[(i / 2) * d + j]
                : (float) (random.nextGaussian() + (j % classes == labels[i] ? 2 : 0));
      }
    }
    return new EmbeddingSet(rows, d, labels, ids).normalised();
  }

  static double similarity(Protocol protocol, int query, int row) {
    int d = protocol.gallery().d();
    return Dot.of(protocol.queries().rows(), query * d, protocol.gallery().rows(), row * d, d);
  }

  private static int count(boolean[] hits, int until) {
    int count = 0;
    for (int i = 0; i < until; i++) {
      count += hits[i] ? 1 : 0;
    }
    return count;
  }
}
