package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How many negatives rank before the positives of one query. Counts against parts of a gallery add
 * up to those against the whole.
 *
 * @param positives of the query in the whole gallery (R)
 * @param negatives that rank before positive i and not before positive i - 1; only as many
 *     positives as may still be among the first R, and the nearest one
 */
@SuppressWarnings("ArrayRecordComponent") // a few numbers a query
record RankCounts(int positives, int[] negatives) implements Serializable {
  /** With those of another part: who is out of the first R in one part is out in all. */
  RankCounts plus(RankCounts other) {
    int[] sum = Arrays.copyOf(negatives, Math.min(negatives.length, other.negatives.length));
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.negatives[i];
    }
    return new RankCounts(positives, sum);
  }

  /** Rank of the nearest positive, from 1; 0 when the gallery has none. */
  int first() {
    return positives == 0 ? 0 : 1 + negatives[0];
  }

  /** Share of positives among the R nearest. */
  double rPrecision() {
    int within = 0;
    int before = 0;
    for (int i = 0; i < negatives.length; i++) {
      before += negatives[i];
      if (i + 1 + before <= positives) {
        within++;
      }
    }
    return positives == 0 ? 0 : (double) within / positives;
  }

  /** Mean over the R nearest places of the precision there, 0 where a negative stands. */
  double averagePrecisionAtR() {
    double sum = 0;
    int before = 0;
    for (int i = 0; i < negatives.length; i++) {
      before += negatives[i];
      int rank = i + 1 + before;
      if (rank <= positives) {
        sum += (double) (i + 1) / rank;
      }
    }
    return positives == 0 ? 0 : sum / positives;
  }
}
