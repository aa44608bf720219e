package dev.kindred.retrieval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exact k nearest neighbours. Tiles of a single-precision matrix product propose; whatever could
 * reach the best k within the product's error is asked again through {@link Dot}, so that neither
 * the order nor the similarities depend on block sizes or on the BLAS of the machine.
 */
public final class NearestSearch {
  private NearestSearch() {}

  /**
   * Neighbours of every query, in the order of the queries.
   *
   * @param k how many; fewer where the gallery is smaller
   * @throws dev.kindred.run.KindredException when an embedding is not finite or not of unit length
   */
  public static List<Neighbours> search(Protocol protocol, int k) {
    int[] all = new int[protocol.queries().n()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return search(protocol, k, all);
  }

  /** Neighbours of the queries at the given rows only. */
  public static List<Neighbours> search(Protocol protocol, int k, int... queryRows) {
    protocol.requireUsable();
    try (Scan scan = Scan.open(BlockSize.USUAL, protocol.gallery().d())) {
      return search(protocol, k, queryRows, scan);
    }
  }

  /** The same where rows were checked before. */
  static List<Neighbours> search(Protocol protocol, Centring centring, int k, int... queryRows) {
    try (Scan scan = Scan.open(BlockSize.USUAL, protocol.gallery().d())) {
      return search(protocol, centring, k, queryRows, scan);
    }
  }

  static List<Neighbours> search(Protocol protocol, int k, int[] queryRows, Scan scan) {
    return search(protocol, Centring.of(protocol), k, queryRows, scan);
  }

  private static List<Neighbours> search(
      Protocol protocol, Centring centring, int k, int[] queryRows, Scan scan) {
    int[] none = new int[queryRows.length];
    Arrays.fill(none, -1);
    return search(
            protocol.queries().select(queryRows),
            protocol.gallery(),
            protocol.selfExcluded() ? queryRows : none,
            k,
            centring,
            scan)
        .stream()
        .map(n -> new Neighbours(queryRows[n.query()], n.rows(), n.similarities()))
        .toList();
  }

  /**
   * Of all the queries.
   *
   * @param self gallery row that each query is itself, or -1
   */
  static List<Neighbours> search(
      EmbeddingSet queries, EmbeddingSet gallery, int[] self, int k, Scan scan) {
    return search(
        queries, gallery, self, k, Centring.of(new Protocol(queries, gallery, false)), scan);
  }

  private static List<Neighbours> search(
      EmbeddingSet queries, EmbeddingSet gallery, int[] self, int k, Centring centring, Scan scan) {
    if (k < 1) {
      throw new IllegalArgumentException("k = " + k);
    }
    List<Neighbours> found = new ArrayList<>(queries.n());
    for (int from = 0; from < queries.n(); from += scan.queryBlock()) {
      int start = from;
      int count = Math.min(scan.queryBlock(), queries.n() - from);
      Candidates[] block = new Candidates[count];
      for (int q = 0; q < count; q++) {
        int kept = Math.min(k, gallery.n() - (self[start + q] < 0 ? 0 : 1));
        block[q] =
            new Candidates(
                kept,
                centring.error(),
                self[start + q],
                new ExactSimilarity(queries, start + q, gallery));
      }
      scan.run(queries, from, count, gallery, centring, Scan.toEach(block));
      for (Candidates candidates : block) {
        candidates.close();
      }
      // Tile by tile: a gallery row is a candidate of many queries, and is then still at hand.
      for (int g = 0; g < gallery.n(); g += scan.galleryBlock()) {
        for (Candidates candidates : block) {
          candidates.decide(g + scan.galleryBlock());
        }
      }
      for (int q = 0; q < count; q++) {
        found.add(block[q].nearest(start + q));
      }
    }
    return found;
  }
}
