package dev.kindred.retrieval;

import java.io.Serializable;

/**
 * Sums over rows, from which follows the sum of the similarities of all pairs: {@code sum(x . y) =
 * sum(x) . sum(y)}.
 *
 * @param total of the rows, {@code [d]}
 * @param squares of the rows' lengths
 */
@SuppressWarnings("ArrayRecordComponent") // one row
record RowSums(double[] total, double squares) implements Serializable {
  static RowSums of(EmbeddingSet set) {
    int d = set.d();
    double[] total = new double[d];
    double squares = 0;
    for (int i = 0; i < set.n(); i++) {
      for (int j = 0; j < d; j++) {
        total[j] += set.rows()[i * d + j];
      }
      squares += Dot.of(set.rows(), i * d, set.rows(), i * d, d);
    }
    return new RowSums(total, squares);
  }

  RowSums plus(RowSums other) {
    double[] both = total.clone();
    for (int j = 0; j < both.length; j++) {
      both[j] += other.total[j];
    }
    return new RowSums(both, squares + other.squares);
  }

  /** Over the unordered pairs of these rows. */
  double pairs() {
    return (pairsWith(this) - squares) / 2;
  }

  /** Over the pairs of these rows and others. */
  double pairsWith(RowSums other) {
    double sum = 0;
    for (int j = 0; j < total.length; j++) {
      sum += total[j] * other.total[j];
    }
    return sum;
  }
}
