package dev.kindred.retrieval;

import java.util.List;
import java.util.OptionalDouble;

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
        settings.recallAt(),
        protocol.gallery().n(),
        nmi(protocol, settings),
        seconds);
  }

  /** Clusters all images of the protocol, queries and gallery together. */
  static OptionalDouble nmi(Protocol protocol, MetricSettings settings) {
    if (settings.clustering().isEmpty()) {
      return OptionalDouble.empty();
    }
    EmbeddingSet all = protocol.all();
    int[] clusters = KMeans.cluster(all, all.classes(), settings.clustering().get());
    return OptionalDouble.of(MutualInformation.normalised(clusters, all.labels()));
  }
}
