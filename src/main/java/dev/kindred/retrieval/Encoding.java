package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The k-reciprocal encoding of an image: a weight for each of a few images, 0 for all others.
 *
 * @param rows ascending
 * @param weights of them
 */
@SuppressWarnings("ArrayRecordComponent") // a few numbers
record Encoding(int[] rows, double[] weights) implements Serializable {
  /** Makes encodings of images from all neighbourhoods. */
  record Maker(EmbeddingSet all, Neighbourhood[] of, int k1) implements Serializable {
    /** Weights fall with the distance; they add up to 1 (Zhong 2017, equations 3 to 7). */
    Encoding encode(int image) {
      TreeSet<Integer> rows = new TreeSet<>();
      List<Integer> mutual = mutual(image, k1);
      rows.addAll(mutual);
      for (int candidate : mutual) {
        List<Integer> more = mutual(candidate, (int) Math.rint(k1 / 2.0));
        long common = more.stream().filter(mutual::contains).count();
        if (common > 2.0 / 3 * more.size()) {
          rows.addAll(more);
        }
      }
      int[] sorted = rows.stream().mapToInt(Integer::intValue).toArray();
      double[] weights = new double[sorted.length];
      Arrays.setAll(weights, i -> Math.exp(-distance(image, sorted[i])));
      double sum = Arrays.stream(weights).sum();
      Arrays.setAll(weights, i -> weights[i] / sum);
      return new Encoding(sorted, weights);
    }

    private List<Integer> mutual(int image, int k) {
      List<Integer> mutual = new ArrayList<>();
      for (int other : first(image, k + 1)) {
        for (int back : first(other, k + 1)) {
          if (back == image) {
            mutual.add(other);
          }
        }
      }
      return mutual;
    }

    private int[] first(int image, int count) {
      int[] nearest = of[image].nearest();
      return nearest.length <= count ? nearest : Arrays.copyOf(nearest, count);
    }

    private double distance(int a, int b) {
      int d = all.d();
      double similarity = Dot.of(all.rows(), a * d, all.rows(), b * d, d);
      return (2 - 2 * similarity) / of[a].farthest();
    }
  }

  /** The mean of the encodings of an image's first neighbours (equation 11). */
  static Encoding mean(Encoding[] all, int... neighbours) {
    Map<Integer, Double> sum = new TreeMap<>();
    for (int n : neighbours) {
      for (int i = 0; i < all[n].rows.length; i++) {
        sum.merge(all[n].rows[i], all[n].weights[i], Double::sum);
      }
    }
    return new Encoding(
        sum.keySet().stream().mapToInt(Integer::intValue).toArray(),
        sum.values().stream().mapToDouble(w -> w / neighbours.length).toArray());
  }
}
