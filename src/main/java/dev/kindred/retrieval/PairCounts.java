package dev.kindred.retrieval;

import java.io.Serializable;

/**
 * Pairs at each place of {@link Cuts}. Sums of counts do not depend on how the pairs were split.
 *
 * @param genuine pairs of one class, {@code [places]}
 * @param impostor pairs of different classes, {@code [places]}
 */
@SuppressWarnings("ArrayRecordComponent") // counted in place
record PairCounts(long[] genuine, long[] impostor) implements Serializable {
  static PairCounts none(int places) {
    return new PairCounts(new long[places], new long[places]);
  }

  /** Takes the counts of other pairs in; without any places, they are the sum. */
  PairCounts add(PairCounts other) {
    if (genuine.length == 0 || other.genuine.length == 0) {
      return genuine.length == 0 ? other : this;
    }
    for (int i = 0; i < genuine.length; i++) {
      genuine[i] += other.genuine[i];
      impostor[i] += other.impostor[i];
    }
    return this;
  }
}
