package dev.kindred.retrieval;

import java.io.Serializable;

/**
 * Moves the origin into the middle of the gallery before rows are multiplied: {@code q.x =
 * (q-m).(x-m) + q.m + m.x - m.m}. The embeddings of an untrained network lie within a thousandth of
 * each other; their products round to the same float unless what they share is taken out first.
 *
 * @param mean m, {@code [d]}, each a number of single precision
 * @param offsets m.x of each gallery row
 * @param queryRadius largest distance of a query from m
 * @param galleryRadius largest distance of a gallery row from m
 */
@SuppressWarnings("ArrayRecordComponent") // one number a row
record Centring(double[] mean, double[] offsets, double queryRadius, double galleryRadius)
    implements Serializable {
  @SuppressWarnings("ReferenceEquality") // the same set, not an equal one
  static Centring of(Protocol protocol) {
    EmbeddingSet gallery = protocol.gallery();
    double[] mean = mean(gallery);
    double[] offsets = new double[gallery.n()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = dot(gallery, i, mean);
    }
    double galleryRadius = radius(gallery, mean);
    return new Centring(
        mean,
        offsets,
        protocol.queries() == gallery ? galleryRadius : radius(protocol.queries(), mean),
        galleryRadius);
  }

  /** Leaves the origin where it is. */
  static Centring none(EmbeddingSet gallery) {
    return new Centring(new double[gallery.d()], new double[gallery.n()], 1, 1);
  }

  private static double[] mean(EmbeddingSet set) {
    int d = set.d();
    double[] mean = new double[d];
    for (int i = 0; i < set.n(); i++) {
      for (int j = 0; j < d; j++) {
        mean[j] += set.rows()[i * d + j];
      }
    }
    // Any point serves; of one in single precision rows are taken off by vector instructions.
    for (int j = 0; j < d; j++) {
      mean[j] = (float) (mean[j] / set.n());
    }
    return mean;
  }

  /** Rows {@code [from, from + count)} as seen from the mean. */
  void centre(EmbeddingSet set, int from, int count, float[] out) {
    int d = mean.length;
    float[] rows = set.rows();
    float[] middle = new float[d];
    for (int j = 0; j < d; j++) {
      middle[j] = (float) mean[j];
    }
    for (int i = 0; i < count; i++) {
      int in = (from + i) * d;
      int at = i * d;
      for (int j = 0; j < d; j++) {
        out[at + j] = rows[in + j] - middle[j];
      }
    }
  }

  /** What is to be added to all products of a query: q.m - m.m. */
  double queryOffset(EmbeddingSet queries, int query) {
    double squared = 0;
    for (double m : mean) {
      squared += m * m;
    }
    return dot(queries, query, mean) - squared;
  }

  /**
   * How far a similarity proposed from a single-precision product can be from {@link Dot#of},
   * whatever the order of summation: {@code d u / (1 - d u)} times the lengths (Higham, Accuracy
   * and Stability of Numerical Algorithms, 2nd ed., eq. 3.5) for the product and its rounded
   * factors, and the same in double precision for everything else.
   */
  double error() {
    double single = (mean.length + 4) * 0x1p-24;
    double whole = (mean.length + 4) * 0x1p-53;
    return 1.01 * single / (1 - single) * queryRadius * galleryRadius + 8 * whole;
  }

  private static double radius(EmbeddingSet set, double[] mean) {
    int d = set.d();
    double most = 0;
    for (int i = 0; i < set.n(); i++) {
      double squared = 0;
      for (int j = 0; j < d; j++) {
        double off = set.rows()[i * d + j] - mean[j];
        squared += off * off;
      }
      most = Math.max(most, squared);
    }
    return Math.sqrt(most);
  }

  private static double dot(EmbeddingSet set, int row, double[] with) {
    double sum = 0;
    for (int j = 0; j < with.length; j++) {
      sum += set.rows()[row * with.length + j] * with[j];
    }
    return sum;
  }
}
