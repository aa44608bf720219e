package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden values: src/test/python/retrieval/reranking_golden.py. */
class ReRankJobTest {
  private static final Config GOLDEN =
      ConfigFactory.parseResources("retrieval/reranking-golden.json").resolve();
  private static final int QUERIES = 12;

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("ReRankJobTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static Protocol queryGallery() {
    EmbeddingSet queries = Golden.queries();
    return Protocol.queryGallery(
        queries.select(IntStream.range(0, QUERIES).toArray()), Golden.images());
  }

  private static ReRankJob job(Protocol protocol) {
    return new ReRankJob(spark, "test", protocol, List.of(1, 2, 4, 8));
  }

  private static void closeTo(String path, int query, double[] found) {
    @SuppressWarnings("unchecked") // lists of lists of numbers, as the script writes them
    List<List<Number>> rows = (List<List<Number>>) (List<?>) GOLDEN.getAnyRefList(path);
    List<Number> expected = rows.get(query);
    assertThat(found).hasSize(expected.size());
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i])
          .as("%s %d %d", path, query, i)
          .isCloseTo(expected.get(i).doubleValue(), within(2e-6));
    }
  }

  private static void expansion(String path, Protocol protocol, ReRanking.QueryExpansion how) {
    EmbeddingSet expanded = job(protocol).expanded(how);
    for (int q = 0; q < QUERIES; q++) {
      int at = q * expanded.d();
      double[] row = new double[expanded.d()];
      Arrays.setAll(row, j -> expanded.rows()[at + j]);
      closeTo(path, q, row);
    }
  }

  @Test
  void expandedQueriesAsThePublishedCode() {
    expansion("queryGallery.expansion", queryGallery(), new ReRanking.QueryExpansion(5, 3));
    expansion(
        "leaveOneOut.expansion",
        Protocol.leaveOneOut(Golden.images()),
        new ReRanking.QueryExpansion(4, 1.5));
  }

  private static void reciprocal(String path, Protocol protocol, ReRanking.KReciprocal how) {
    ReciprocalScores scores = job(protocol).scores(how);
    for (int q = 0; q < QUERIES; q++) {
      closeTo(path, q, Arrays.stream(scores.all(q)).map(s -> 1 - s).toArray());
    }
  }

  @Test
  void distancesAsThePublishedCode() {
    reciprocal("queryGallery.kReciprocal", queryGallery(), new ReRanking.KReciprocal(20, 6, 0.3));
    reciprocal("queryGallery.plainEncoding", queryGallery(), new ReRanking.KReciprocal(7, 1, 0.1));
    reciprocal(
        "leaveOneOut.kReciprocal",
        Protocol.leaveOneOut(Golden.images()),
        new ReRanking.KReciprocal(10, 4, 0.3));
  }

  /** Sorts the gallery by the scores, equal ones by the row, for every query. */
  @ParameterizedTest
  @ValueSource(ints = {20, 200})
  void ranksAreThoseOfASortedGallery(int n) {
    // Every fifth row is a copy: ties.
    EmbeddingSet gallery = Oracle.random(n, n, 7, 12);
    EmbeddingSet others = Oracle.random(-n, 40, 7, 15);
    for (Protocol protocol :
        List.of(Protocol.leaveOneOut(gallery), Protocol.queryGallery(others, gallery))) {
      ReRanking.KReciprocal how = new ReRanking.KReciprocal(6, 3, 0.3);
      ReciprocalScores scores = job(protocol).scores(how);
      RetrievalResult found = job(protocol).run(how);
      int hits = 0;
      int queries = protocol.queries().n();
      for (int q = 0; q < queries; q++) {
        int query = q;
        double[] of = scores.all(q);
        int nearest =
            IntStream.range(0, n)
                .filter(g -> !protocol.selfExcluded() || g != query)
                .boxed()
                .min(
                    (a, b) -> of[a] == of[b] ? Integer.compare(a, b) : Double.compare(of[b], of[a]))
                .orElseThrow();
        hits += gallery.labels()[nearest] == protocol.queries().labels()[q] ? 1 : 0;
      }
      assertThat(found.recallAt().get(1)).isEqualTo((double) hits / queries);
      assertThat(found.queries()).isEqualTo(queries);
    }
  }

  @Test
  void helpsWhereClassesAreChains() {
    EmbeddingSet images = Golden.images();
    Protocol protocol = Protocol.leaveOneOut(images);
    RetrievalResult plain =
        Evaluation.evaluate(
            protocol, new MetricSettings(List.of(1, 2, 4, 8), java.util.Optional.empty()));
    assertThat(job(protocol).run(new ReRanking.QueryExpansion(3, 1)).mapAtR())
        .isGreaterThan(plain.mapAtR());
    assertThat(job(protocol).run(new ReRanking.KReciprocal(6, 3, 0.3)).mapAtR())
        .isGreaterThan(plain.mapAtR());
  }

  @Test
  void moreNeighboursThanImagesAndImagesThatAreAllTheSame() {
    EmbeddingSet same =
        new EmbeddingSet(new float[] {1, 1, 1}, 1, new int[] {0, 0, 1}, new int[] {0, 1, 2});
    Protocol protocol = Protocol.leaveOneOut(same);
    assertThat(job(protocol).run(new ReRanking.KReciprocal(50, 60, 0.3)).recallAt().get(2))
        .isEqualTo(2 / 3.0);
    assertThat(job(protocol).run(new ReRanking.QueryExpansion(50, 3)).recallAt().get(2))
        .isEqualTo(2 / 3.0);
  }
}
