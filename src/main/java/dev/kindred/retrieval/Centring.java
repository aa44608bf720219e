package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Moves the origin into the middle of the gallery before rows are multiplied: {@code q.x =
 * (q-m).(x-m) + q.m + m.x - m.m}. The embeddings of an untrained network lie within a thousandth of
 * each other; their products round to the same float unless what they share is taken out first.
 * Where they share little, the origin stays, since products alone are compared faster.
 *
 * @param d embedding dimension
 * @param middle m, {@code [d]}; empty where the origin stays
 * @param offsets what is to be added to all products of a gallery row; empty for none
 * @param queryRadius largest distance of a query from m
 * @param galleryRadius largest distance of a gallery row from m
 */
@SuppressWarnings("ArrayRecordComponent") // one number a row
record Centring(int d, float[] middle, double[] offsets, double queryRadius, double galleryRadius)
    implements Serializable {
  /** Any point near the middle serves, so that a sample of the rows tells it. */
  private static final int SAMPLE = 4096;

  /** Share of the squared lengths that the middle must explain for the origin to be moved. */
  private static final double WORTH_MOVING = 0.5;

  private static final float[] ORIGIN = {};
  private static final double[] NOTHING = {};

  @SuppressWarnings("ReferenceEquality") // the same set, not an equal one
  static Centring of(Protocol protocol) {
    EmbeddingSet queries = protocol.queries();
    EmbeddingSet gallery = protocol.gallery();
    float[] middle = middle(gallery);
    double[] products = middle.length == 0 ? NOTHING : products(gallery, middle);
    double galleryRadius = radius(gallery, middle, products);
    double queryRadius =
        queries == gallery
            ? galleryRadius
            : radius(queries, middle, middle.length == 0 ? NOTHING : products(queries, middle));
    return new Centring(gallery.d(), middle, products, queryRadius, galleryRadius);
  }

  /** The same with something taken off all products of a gallery row. */
  Centring lessened(double... by) {
    double[] less = new double[by.length];
    Arrays.setAll(less, i -> offset(i) - by[i]);
    return new Centring(d, middle, less, queryRadius, galleryRadius);
  }

  private static float[] middle(EmbeddingSet set) {
    int d = set.d();
    int step = Math.max(1, set.n() / SAMPLE);
    double[] mean = new double[d];
    double squares = 0;
    int taken = 0;
    for (int i = 0; i < set.n(); i += step) {
      for (int j = 0; j < d; j++) {
        mean[j] += set.rows()[i * d + j];
      }
      squares += Dot.of(set.rows(), i * d, set.rows(), i * d, d);
      taken++;
    }
    float[] middle = new float[d];
    for (int j = 0; j < d; j++) {
      middle[j] = (float) (mean[j] / taken);
    }
    double shared = Dot.of(middle, 0, middle, 0, d);
    return shared > WORTH_MOVING * squares / taken ? middle : ORIGIN;
  }

  /** What is to be added to all products of a gallery row. */
  double offset(int row) {
    return offsets.length == 0 ? 0 : offsets[row];
  }

  /** Whether rows are multiplied as they are. */
  boolean leavesRows() {
    return middle.length == 0;
  }

  /** Rows {@code [from, from + count)} as seen from the middle. */
  void centre(EmbeddingSet set, int from, int count, float[] out) {
    float[] rows = set.rows();
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
    return leavesRows()
        ? 0
        : Dot.of(queries.rows(), query * d, middle, 0, d) - Dot.of(middle, 0, middle, 0, d);
  }

  /**
   * How far a similarity proposed from a single-precision product can be from {@link Dot#of},
   * whatever the order of summation: {@code d u / (1 - d u)} times the lengths (Higham, Accuracy
   * and Stability of Numerical Algorithms, 2nd ed., eq. 3.5) for the product and its rounded
   * factors, and the same in double precision for everything else.
   */
  double error() {
    double single = (d + 4) * 0x1p-24;
    double whole = (d + 4) * 0x1p-53;
    return 1.01 * single / (1 - single) * queryRadius * galleryRadius + 8 * whole;
  }

  private static double[] products(EmbeddingSet set, float... middle) {
    int d = set.d();
    double[] products = new double[set.n()];
    Arrays.setAll(products, i -> Dot.of(set.rows(), i * d, middle, 0, d));
    return products;
  }

  private static double radius(EmbeddingSet set, float[] middle, double... products) {
    int d = set.d();
    double ofMiddle = Dot.of(middle, 0, middle, 0, middle.length);
    double longest = 0;
    double farthest = 0;
    for (int i = 0; i < set.n(); i++) {
      double squared = Dot.of(set.rows(), i * d, set.rows(), i * d, d);
      longest = Math.max(longest, squared);
      double product = products.length == 0 ? 0 : products[i];
      farthest = Math.max(farthest, squared - 2 * product + ofMiddle);
    }
    // The difference of nearly equal squares is off by what each of them was rounded by.
    double lost = 8 * (d + 4) * 0x1p-53 * (longest + ofMiddle);
    return Math.sqrt(farthest + lost);
  }
}
