package dev.kindred.retrieval;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The pairs of one class: few beside those of different classes, unless there are few classes. */
final class GenuinePairs {
  private GenuinePairs() {}

  /** Cuts at the similarities of all genuine pairs while they can be held. */
  static Cuts cuts(Protocol protocol) {
    ClassIndex index = new ClassIndex(protocol.gallery().labels());
    return count(protocol, index) > Cuts.MOST
        ? Cuts.fine()
        : Cuts.of(
            IntStream.range(0, protocol.queries().n())
                .mapToObj(q -> similarities(protocol, index, q))
                .flatMapToDouble(s -> s));
  }

  private static long count(Protocol protocol, ClassIndex index) {
    long pairs = 0;
    for (int label : protocol.queries().labels()) {
      pairs += index.positives(label, -1).length - (protocol.selfExcluded() ? 1 : 0);
    }
    return protocol.selfExcluded() ? pairs / 2 : pairs;
  }

  private static DoubleStream similarities(Protocol protocol, ClassIndex index, int query) {
    ExactSimilarity exactly = new ExactSimilarity(protocol.queries(), query, protocol.gallery());
    return IntStream.of(index.positives(protocol.queries().labels()[query], -1))
        .filter(row -> !protocol.selfExcluded() || row > query)
        .mapToDouble(exactly::with);
  }
}
