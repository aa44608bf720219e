package dev.kindred.retrieval;

import java.util.List;
import java.util.Optional;

/** The metrics of one protocol, computed in the calling thread. */
public final class Evaluation {
  private Evaluation() {}

  /**
   * Searches every query and aggregates.
   *
   * @throws dev.kindred.run.KindredException when an embedding is not finite or not of unit length
   */
  public static RetrievalResult evaluate(Protocol protocol, MetricSettings settings) {
    protocol.requireUsable();
    try (Scan scan = Scan.open(BlockSize.USUAL, protocol.gallery().d())) {
      return evaluate(protocol, settings, scan);
    }
  }

  static RetrievalResult evaluate(Protocol protocol, MetricSettings settings, Scan scan) {
    long start = System.nanoTime();
    ClassIndex index = new ClassIndex(protocol.gallery().labels());
    QueryRanks ranks =
        QueryRanks.of(protocol, Centring.of(protocol), index, 0, protocol.queries().n(), scan);
    double seconds = (System.nanoTime() - start) * 1e-9;
    return RetrievalResult.of(
        List.of(ranks),
        protocol.queries().labels(),
        settings.recallAt(),
        protocol.gallery().n(),
        clusters(protocol, settings),
        settings.pairs().map(pairs -> verification(protocol, pairs)),
        seconds);
  }

  private static Verification verification(Protocol protocol, PairSettings settings) {
    Cuts cuts = GenuinePairs.cuts(protocol);
    PairCounts counts = PairScan.count(protocol, cuts, 0, protocol.queries().n());
    return PairFigures.of(cuts, counts, pairSum(protocol), settings);
  }

  static double pairSum(Protocol protocol) {
    RowSums queries = RowSums.of(protocol.queries());
    return protocol.selfExcluded()
        ? queries.pairs()
        : queries.pairsWith(RowSums.of(protocol.gallery()));
  }

  /** Clusters all images of the protocol, queries and gallery together. */
  static Optional<Contingency> clusters(Protocol protocol, MetricSettings settings) {
    return settings
        .clustering()
        .map(
            how -> {
              EmbeddingSet all = protocol.all();
              return Contingency.of(KMeans.cluster(all, all.classes(), how), all.labels());
            });
  }
}
