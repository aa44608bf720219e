package dev.kindred.retrieval;

/**
 * The best {@code k} rows seen so far, the worst of them on top. A row is better than another when
 * its similarity is higher, or equal and its index lower.
 */
final class NearestHeap {
  private final double[] similarities;
  private final int[] rows;
  private int size;

  NearestHeap(int k) {
    similarities = new double[k];
    rows = new int[k];
  }

  /** What a row must reach to be let in. */
  double bar() {
    return size < rows.length ? Double.NEGATIVE_INFINITY : similarities[0];
  }

  void offer(double similarity, int row) {
    if (size < rows.length) {
      int child = size++;
      while (child > 0
          && before(similarities[(child - 1) / 2], rows[(child - 1) / 2], similarity, row)) {
        set(child, similarities[(child - 1) / 2], rows[(child - 1) / 2]);
        child = (child - 1) / 2;
      }
      set(child, similarity, row);
    } else if (before(similarity, row, similarities[0], rows[0])) {
      sink(similarity, row);
    }
  }

  /** Empties the heap, nearest first. */
  Neighbours drain(int query) {
    int[] sortedRows = new int[size];
    double[] sorted = new double[size];
    while (size > 0) {
      sorted[size - 1] = similarities[0];
      sortedRows[size - 1] = rows[0];
      size--;
      if (size > 0) {
        sink(similarities[size], rows[size]);
      }
    }
    return new Neighbours(query, sortedRows, sorted);
  }

  /** Whether row {@code i} with similarity {@code a} ranks before row {@code j} with {@code b}. */
  static boolean before(double a, int i, double b, int j) {
    return a > b || (a == b && i < j);
  }

  private void sink(double similarity, int row) {
    int hole = 0;
    for (int child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size
          && before(similarities[child], rows[child], similarities[child + 1], rows[child + 1])) {
        child++;
      }
      if (!before(similarity, row, similarities[child], rows[child])) {
        break;
      }
      set(hole, similarities[child], rows[child]);
      hole = child;
    }
    set(hole, similarity, row);
  }

  private void set(int place, double similarity, int row) {
    similarities[place] = similarity;
    rows[place] = row;
  }
}
