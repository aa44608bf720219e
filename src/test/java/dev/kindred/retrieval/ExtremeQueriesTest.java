package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExtremeQueriesTest {
  private static final int[] LABELS = {1, 1, 2, 2, 3, 4, 5};
  private static final int[] GALLERY = {1, 1, 2, 2, 2, 3, 3, 5};
  private static final PerQuery QUERIES =
      new PerQuery(new int[] {1, 1, 1, 9, 4, 0, 7}, new double[] {1, 0.5, 1, 0.25, 0, 0, 0});

  @Test
  void bestIsTheHardestOfThoseThatFoundAll() {
    assertThat(ExtremeQueries.best(QUERIES, LABELS, GALLERY, 9)).containsExactly(2, 0);
    assertThat(ExtremeQueries.best(QUERIES, LABELS, GALLERY, 1)).containsExactly(2);
  }

  @Test
  void worstHasItsClassLastButInTheGallery() {
    assertThat(ExtremeQueries.worst(QUERIES, LABELS, 9)).containsExactly(6, 4, 3);
    assertThat(QUERIES.misses()).containsExactly(3, 4, 6);
  }

  @Test
  void ranksOfQueriesAreThoseOfSortedLists() {
    Protocol protocol = Protocol.leaveOneOut(Oracle.random(4, 300, 8, 40));
    PerQuery queries =
        Evaluation.evaluate(protocol, new MetricSettings(List.of(1), Optional.empty())).perQuery();
    for (int q = 0; q < protocol.queries().n(); q++) {
      boolean[] hits = Oracle.hits(protocol, q);
      int first = IntStream.range(0, hits.length).filter(i -> hits[i]).findFirst().orElse(-1) + 1;
      assertThat(queries.firstRank()[q]).isEqualTo(first);
      assertThat(queries.hit(q)).isEqualTo(hits[0]);
    }
    assertThat(Arrays.stream(queries.averagePrecisionAtR()).average().orElseThrow())
        .isCloseTo(Oracle.mapAtR(protocol), within(1e-12));
  }

  @Test
  void aSampleHasWholeClasses() {
    int[] labels = IntStream.range(0, 3000).map(i -> i / 3).toArray();
    int[] rows = ClassSample.rows(labels, 100, 8);
    assertThat(rows).hasSize(100).isSorted().doesNotHaveDuplicates();
    // 33 classes of three, and one that was cut.
    assertThat(IntStream.of(rows).map(r -> labels[r]).distinct()).hasSize(34);
    assertThat(ClassSample.rows(labels, 100, 8)).isEqualTo(rows);
    assertThat(ClassSample.rows(labels, 3000, 8)).hasSize(3000);
    int[] one = new int[5000];
    assertThat(ClassSample.rows(one, 100, 8)).hasSize(100);
    int[] two = IntStream.range(0, 5000).map(i -> i % 2).toArray();
    assertThat(IntStream.of(ClassSample.rows(two, 100, 8)).map(r -> two[r]).sum()).isEqualTo(50);
    assertThat(ClassSample.rows(new int[0], 10, 8)).isEmpty();
  }

  @Test
  void tenthsHoldEveryClassOnce() {
    int[] queries = {10, 10, 10, 10, 100, 3};
    int[] hits = {0, 10, 7, 9, 29, 1};
    PerClass classes =
        new PerClass(
            new int[] {0, 1, 2, 3, 4, 5},
            queries,
            queries,
            new long[6],
            new TreeMap<>(Map.of(1, hits)),
            new double[6],
            new double[6]);
    Spread spread = Spread.ofRecall(classes, 1);
    assertThat(spread.counts()).containsExactly(1, 0, 1, 1, 0, 0, 0, 1, 0, 2);
    assertThat(spread.none()).isEqualTo(1);
    assertThat(spread.all()).isEqualTo(1);
    assertThat(spread.median()).isEqualTo(0.7);
  }
}
