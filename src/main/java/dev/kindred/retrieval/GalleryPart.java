package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a task does with its part of a gallery, rows by ascending id. Equal similarities are ordered
 * by id, which is the order of the rows of the whole gallery.
 *
 * @param queries some queries
 * @param selfExcluded a query is left out of its own answers, by its id
 */
record GalleryPart(EmbeddingSet queries, boolean selfExcluded) implements Serializable {
  /** Similarities of each query's positives in the part, in no order. */
  Positives[] positives(EmbeddingSet part) {
    ClassIndex index = new ClassIndex(part.labels());
    Positives[] found = new Positives[queries.n()];
    for (int q = 0; q < found.length; q++) {
      ExactSimilarity exactly = new ExactSimilarity(queries, q, part);
      int[] rows = index.positives(queries.labels()[q], self(part, q));
      found[q] =
          new Positives(
              IntStream.of(rows).map(r -> part.ids()[r]).toArray(),
              IntStream.of(rows).mapToDouble(exactly::with).toArray());
    }
    return found;
  }

  /** Puts the positives of all parts in order. */
  static Positives[] merge(List<Positives[]> parts) {
    Positives[] all = new Positives[parts.get(0).length];
    for (int q = 0; q < all.length; q++) {
      int query = q;
      all[q] =
          Positives.sorted(
              parts.stream().flatMapToInt(p -> Arrays.stream(p[query].keys())).toArray(),
              parts.stream()
                  .flatMapToDouble(p -> Arrays.stream(p[query].similarities()))
                  .toArray());
    }
    return all;
  }

  /** Counts the part's negatives. */
  RankCounts[] ranks(EmbeddingSet part, Positives... positives) {
    try (Scan scan = Scan.open(BlockSize.USUAL, part.d())) {
      return QueryRanks.count(
          queries,
          part,
          part.ids(),
          q -> positives[q],
          Centring.of(Protocol.queryGallery(queries, part)),
          0,
          queries.n(),
          scan);
    }
  }

  /** Adds the counts of two parts. */
  static RankCounts[] add(RankCounts[] a, RankCounts... b) {
    RankCounts[] sum = new RankCounts[a.length];
    Arrays.setAll(sum, q -> a[q].plus(b[q]));
    return sum;
  }

  /** The nearest of the part; their rows are ids. */
  List<Neighbours> nearest(EmbeddingSet part, int k) {
    int[] self = IntStream.range(0, queries.n()).map(q -> self(part, q)).toArray();
    try (Scan scan = Scan.open(BlockSize.USUAL, part.d())) {
      return NearestSearch.search(queries, part, self, k, scan).stream()
          .map(
              n ->
                  new Neighbours(
                      n.query(),
                      IntStream.of(n.rows()).map(r -> part.ids()[r]).toArray(),
                      n.similarities()))
          .toList();
    }
  }

  /** The k nearest of two parts. */
  static List<Neighbours> merge(List<Neighbours> a, List<Neighbours> b, int k) {
    List<Neighbours> merged = new ArrayList<>(a.size());
    for (int q = 0; q < a.size(); q++) {
      merged.add(a.get(q).mergedWith(b.get(q), k));
    }
    return merged;
  }

  /** Counts the pairs of the queries and the part; of unordered pairs those with the later part. */
  PairCounts pairs(EmbeddingSet part, Cuts cuts) {
    return PairScan.count(
        queries, part, q -> selfExcluded ? part.firstFrom(queries.ids()[q] + 1) : 0, cuts);
  }

  private int self(EmbeddingSet part, int query) {
    return selfExcluded ? Math.max(-1, Arrays.binarySearch(part.ids(), queries.ids()[query])) : -1;
  }
}
