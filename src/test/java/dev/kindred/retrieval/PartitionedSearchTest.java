package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionedSearchTest {
  private static final MetricSettings METRICS =
      new MetricSettings(
          List.of(1, 2, 4, 8),
          Optional.empty(),
          Optional.of(new PairSettings(List.of(10, 100), List.of(20, 50))));
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("PartitionedSearchTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  /** Rows dealt at random into blocks of random sizes, in random order. */
  private static DistributedSet scattered(EmbeddingSet set, int blocks, int tasks, long seed) {
    Random random = new Random(seed);
    List<List<Integer>> dealt = new ArrayList<>();
    for (int b = 0; b < blocks; b++) {
      dealt.add(new ArrayList<>());
    }
    List<Integer> rows = new ArrayList<>(IntStream.range(0, set.n()).boxed().toList());
    Collections.shuffle(rows, random);
    rows.forEach(row -> dealt.get(random.nextInt(blocks)).add(row));
    List<EmbeddingSet> parts =
        dealt.stream().map(b -> set.select(b.stream().mapToInt(i -> i).toArray())).toList();
    return DistributedSet.keep(spark.parallelize(parts, tasks), () -> {});
  }

  @ParameterizedTest
  @CsvSource({"1,1,1000", "2,2,100", "5,3,90", "9,2,60", "17,2,2000"})
  void isBruteForceWhateverTheBlocksAndTheChunks(int blocks, int tasks, int pairs) {
    QueryChunks chunks = new QueryChunks(4L * 7 * 40, pairs);
    // Every fifth row is a copy of another: ties within blocks and across them.
    EmbeddingSet gallery = Oracle.random(blocks, 70, 7, 7);
    EmbeddingSet queries = Oracle.random(-blocks, 44, 7, 9);
    try (PartitionedSearch alone =
        PartitionedSearch.leaveOneOut(spark, scattered(gallery, blocks, tasks, blocks), chunks)) {
      agrees(alone, Protocol.leaveOneOut(gallery));
    }
    try (PartitionedSearch apart =
        PartitionedSearch.queryGallery(
            spark,
            scattered(queries, 3, 2, blocks),
            scattered(gallery, blocks, tasks, pairs),
            chunks)) {
      agrees(apart, Protocol.queryGallery(queries, gallery));
    }
  }

  private static void agrees(PartitionedSearch search, Protocol protocol) {
    RetrievalResult found = search.evaluate("test", METRICS);
    found.recallAt().forEach((k, v) -> assertThat(v).isEqualTo(Oracle.recallAt(protocol, k)));
    assertThat(found.mapAtR()).isCloseTo(Oracle.mapAtR(protocol), within(1e-12));
    RetrievalResult whole = Evaluation.evaluate(protocol, METRICS);
    assertSame(found, whole);
    lists(search, protocol);
  }

  private static void assertSame(RetrievalResult found, RetrievalResult whole) {
    assertThat(found)
        .usingRecursiveComparison()
        .ignoringFields("seconds", "verification")
        .isEqualTo(whole);
    assertThat(found.verification())
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> a.equals(b) || Math.abs(a - b) < 1e-12, Double.class)
        .isEqualTo(whole.verification());
  }

  private static void lists(PartitionedSearch search, Protocol protocol) {
    int[] rows = {3, 43, 0, 17};
    for (int k : new int[] {1, 9, 1000}) {
      List<Neighbours> found = search.nearest(k, rows);
      assertThat(found.stream().map(Neighbours::query)).containsExactly(3, 43, 0, 17);
      for (Neighbours one : found) {
        List<Integer> expected = Oracle.ranking(protocol, one.query());
        assertThat(Arrays.stream(one.rows()).boxed().toList())
            .isEqualTo(expected.subList(0, Math.min(k, expected.size())));
      }
    }
  }

  /**
   * Few enough pairs to be kept exactly when each is counted once, and a block of queries that has
   * more positives than are held at a time.
   */
  @Test
  void aLargeClassIsEvaluatedExactly() {
    int n = 2100;
    float[] rows = Oracle.random(5, n, 3, 2).rows();
    int[] labels = IntStream.range(0, n).map(i -> i < n - 5 ? 0 : 1).toArray();
    EmbeddingSet set = new EmbeddingSet(rows, 3, labels, IntStream.range(0, n).toArray());
    RetrievalResult whole = Evaluation.evaluate(Protocol.leaveOneOut(set), METRICS);
    try (PartitionedSearch search = PartitionedSearch.leaveOneOut(spark, scattered(set, 4, 2, 1))) {
      RetrievalResult found = search.evaluate("test", METRICS);
      assertSame(found, whole);
      assertThat(found.verification().orElseThrow().aucError()).isZero();
    }
  }

  @Test
  void aDeadNetworkIsRankedByIdAlone() {
    float[] rows = new float[60];
    for (int i = 0; i < rows.length; i += 2) {
      rows[i] = 1;
    }
    int[] labels = IntStream.range(0, 30).map(i -> i % 3).toArray();
    EmbeddingSet same = new EmbeddingSet(rows, 2, labels, IntStream.range(0, 30).toArray());
    try (PartitionedSearch search =
        PartitionedSearch.leaveOneOut(spark, scattered(same, 4, 2, 1))) {
      assertThat(search.evaluate("test", METRICS).recallAt())
          .isEqualTo(Evaluation.evaluate(Protocol.leaveOneOut(same), METRICS).recallAt());
    }
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    EmbeddingSet one = Oracle.random(1, 10, 4, 2);
    EmbeddingSet wide = Oracle.random(1, 10, 5, 2);
    assertThatThrownBy(() -> DistributedSet.keep(spark.parallelize(List.of(one, one), 2), () -> {}))
        .isInstanceOf(KindredException.class)
        .hasMessage("image 1000 has two embeddings");
    assertThatThrownBy(
            () -> DistributedSet.keep(spark.parallelize(List.of(one, wide), 2), () -> {}))
        .hasMessage("image 1000 has an embedding of 5 numbers, others have 4");
    assertThatThrownBy(
            () -> DistributedSet.keep(spark.parallelize(List.<EmbeddingSet>of(), 1), () -> {}))
        .hasMessage("there are no embeddings");
    EmbeddingSet bad = new EmbeddingSet(new float[] {Float.NaN}, 1, new int[1], new int[] {7});
    assertThatThrownBy(() -> DistributedSet.keep(spark.parallelize(List.of(bad), 1), () -> {}))
        .isInstanceOf(KindredException.class)
        .hasMessageStartingWith("the embedding of image 7 (row 0 of 1) is not a finite number");
    DistributedSet narrow = DistributedSet.keep(spark.parallelize(List.of(one), 1), () -> {});
    DistributedSet other = DistributedSet.keep(spark.parallelize(List.of(wide), 1), () -> {});
    assertThatThrownBy(() -> PartitionedSearch.queryGallery(spark, narrow, other))
        .hasMessage("queries have embeddings of 4 numbers, the gallery of 5");
    narrow.close();
    other.close();
  }

  @Test
  void chunksHoldAtLeastAQuery() {
    assertThat(new QueryChunks(1, 1).ranges(8, new int[] {5, 5, 5}))
        .containsExactly(new Range(0, 1), new Range(1, 2), new Range(2, 3));
    assertThat(new QueryChunks(1 << 20, 7).ranges(8, new int[] {3, 4, 1, 9, 0}))
        .containsExactly(new Range(0, 2), new Range(2, 3), new Range(3, 4), new Range(4, 5));
  }
}
