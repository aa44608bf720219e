package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How near gallery images are by {@link ReRanking.KReciprocal}: 1 minus {@code (1 - lambda) J +
 * lambda d}, where J is the Jaccard distance of the encodings and d the squared Euclidean distance
 * in units of the query's farthest image.
 *
 * @param protocol what is searched
 * @param encodings of queries and gallery; where those are the same images, of them once
 * @param farthest distance of each
 * @param lambda share of the original distance
 */
@SuppressWarnings("ArrayRecordComponent") // sent once
record ReciprocalScores(Protocol protocol, Encoding[] encodings, double[] farthest, double lambda)
    implements Serializable {
  /** The scores of one query: an offset, a factor of the cosine, and what some images get. */
  private record OfQuery(double offset, double factor, int[] rows, double[] gains) {
    double gain(int row) {
      int at = Arrays.binarySearch(rows, row);
      return at < 0 ? 0 : gains[at];
    }

    double of(double similarity, double gain) {
      return offset + factor * similarity + gain;
    }
  }

  private int galleryFrom() {
    return protocol.selfExcluded() ? 0 : protocol.queries().n();
  }

  /** Gallery images by the images that are in their encodings. */
  private Map<Integer, List<Integer>> inverted() {
    Map<Integer, List<Integer>> inverted = new HashMap<>();
    for (int g = 0; g < protocol.gallery().n(); g++) {
      for (int row : encodings[galleryFrom() + g].rows()) {
        inverted.computeIfAbsent(row, r -> new ArrayList<>()).add(g);
      }
    }
    return inverted;
  }

  private OfQuery of(int query, Map<Integer, List<Integer>> inverted) {
    Encoding own = encodings[query];
    TreeMap<Integer, Double> common = new TreeMap<>();
    for (int i = 0; i < own.rows().length; i++) {
      int row = own.rows()[i];
      double weight = own.weights()[i];
      for (int g : inverted.getOrDefault(row, List.of())) {
        Encoding other = encodings[galleryFrom() + g];
        double both = Math.min(weight, other.weights()[Arrays.binarySearch(other.rows(), row)]);
        common.merge(g, both, Double::sum);
      }
    }
    return new OfQuery(
        lambda - 2 * lambda / farthest[query],
        2 * lambda / farthest[query],
        common.keySet().stream().mapToInt(Integer::intValue).toArray(),
        common.values().stream().mapToDouble(t -> (1 - lambda) * t / (2 - t)).toArray());
  }

  /** Scores of a query with the whole gallery. */
  double[] all(int query) {
    OfQuery of = of(query, inverted());
    ExactSimilarity exactly = new ExactSimilarity(protocol.queries(), query, protocol.gallery());
    return IntStream.range(0, protocol.gallery().n())
        .mapToDouble(g -> of.of(exactly.with(g), of.gain(g)))
        .toArray();
  }

  /** Ranks of the positives of some queries by these scores. */
  QueryRanks ranks(Centring centring, Range range) {
    EmbeddingSet queries = protocol.queries();
    EmbeddingSet gallery = protocol.gallery();
    ClassIndex index = new ClassIndex(gallery.labels());
    Map<Integer, List<Integer>> inverted = inverted();
    int[] keys = IntStream.range(0, gallery.n()).toArray();
    RankCounts[] counts = new RankCounts[range.to() - range.from()];
    try (Scan scan = Scan.open(BlockSize.USUAL, gallery.d())) {
      double[] scores = new double[BlockSize.USUAL.gallery()];
      for (int start = range.from(); start < range.to(); start += scan.queryBlock()) {
        int first = start;
        int count = Math.min(scan.queryBlock(), range.to() - start);
        OfQuery[] of = new OfQuery[count];
        PositiveRanks[] block = new PositiveRanks[count];
        for (int q = 0; q < count; q++) {
          int query = start + q;
          OfQuery one = of(query, inverted);
          of[q] = one;
          ExactSimilarity similarity = new ExactSimilarity(queries, query, gallery);
          int[] positives =
              index.positives(queries.labels()[query], protocol.selfExcluded() ? query : -1);
          block[q] =
              new PositiveRanks(
                  queries.labels()[query],
                  gallery,
                  keys,
                  g -> one.of(similarity.with(g), one.gain(g)),
                  Positives.sorted(
                      positives,
                      IntStream.of(positives)
                          .mapToDouble(g -> one.of(similarity.with(g), one.gain(g)))
                          .toArray()),
                  one.factor() * centring.error() + 8 * Math.ulp(4.0));
        }
        scan.run(
            queries,
            start,
            count,
            gallery,
            centring,
            new Scan.Visitor() {
              @Override
              public double bar(int q) {
                // Gains may lift any image.
                return Double.NEGATIVE_INFINITY;
              }

              @Override
              public void near(int q, int[] rows, double[] similarities, int width) {
                score(of[q], rows[0], similarities, width, scores);
                block[q].near(rows, scores, width);
              }
            });
        for (int q = 0; q < count; q++) {
          counts[first - range.from() + q] = block[q].counts();
        }
      }
    }
    return QueryRanks.of(range.from(), counts);
  }

  private static void score(
      OfQuery of, int from, double[] similarities, int width, double[] scores) {
    for (int j = 0; j < width; j++) {
      scores[j] = of.of(similarities[j], 0);
    }
    int at = Arrays.binarySearch(of.rows, from);
    for (int i = at < 0 ? -at - 1 : at; i < of.rows.length && of.rows[i] < from + width; i++) {
      scores[of.rows[i] - from] = of.of(similarities[of.rows[i] - from], of.gains[i]);
    }
  }
}
