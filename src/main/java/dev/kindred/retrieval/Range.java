package dev.kindred.retrieval;

import java.io.Serializable;

/**
 * The queries of one task.
 *
 * @param from first
 * @param to behind the last
 */
record Range(int from, int to) implements Serializable {
  /** Runs inside a task. */
  QueryRanks search(Protocol protocol, Centring centring) {
    try (Scan scan = Scan.open(BlockSize.USUAL, protocol.gallery().d())) {
      ClassIndex index = new ClassIndex(protocol.gallery().labels());
      return QueryRanks.of(protocol, centring, index, from, to, scan);
    }
  }
}
