package dev.kindred.retrieval;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The best and the worst answered queries, one of a class. */
public final class ExtremeQueries {
  private ExtremeQueries() {}

  /**
   * Rows of the queries with the highest average precision at R; where it is equal, of the larger
   * class, whose images are harder to find all, then in the order of the queries.
   */
  public static int[] best(PerQuery queries, int[] labels, int[] galleryLabels, int most) {
    Map<Integer, Integer> sizes = new HashMap<>();
    IntStream.of(galleryLabels).forEach(label -> sizes.merge(label, 1, Integer::sum));
    return oneOfClass(
        IntStream.range(0, labels.length).filter(queries::hit),
        Comparator.comparingDouble((Integer q) -> -queries.averagePrecisionAtR()[q])
            .thenComparingInt(q -> -sizes.get(labels[q])),
        labels,
        most);
  }

  /**
   * Rows of the missed queries with the lowest average precision at R; where it is equal, those
   * whose class comes last. Queries whose class the gallery lacks are nobody's failure.
   */
  public static int[] worst(PerQuery queries, int[] labels, int most) {
    return oneOfClass(
        IntStream.of(queries.misses()),
        Comparator.comparingDouble((Integer q) -> queries.averagePrecisionAtR()[q])
            .thenComparingInt(q -> -queries.firstRank()[q]),
        labels,
        most);
  }

  private static int[] oneOfClass(
      IntStream rows, Comparator<Integer> order, int[] labels, int most) {
    Set<Integer> seen = new HashSet<>();
    return rows.boxed()
        .sorted(order)
        .filter(q -> seen.add(labels[q]))
        .limit(most)
        .mapToInt(q -> q)
        .toArray();
  }
}
