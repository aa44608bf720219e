package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationTest {
  private static final MetricSettings METRICS =
      new MetricSettings(List.of(1, 2, 4, 8), Optional.empty());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyMetricAgreesWithSortingTheWholeGallery(long seed) {
    agrees(Protocol.leaveOneOut(Oracle.random(seed, 120, 7, 12)));
    // 15 query classes, 12 in the gallery.
    agrees(Protocol.queryGallery(Oracle.random(seed, 50, 7, 15), Oracle.random(-seed, 120, 7, 12)));
  }

  private static void agrees(Protocol protocol) {
    RetrievalResult result = Evaluation.evaluate(protocol, METRICS);
    result.recallAt().forEach((k, v) -> assertThat(v).isEqualTo(Oracle.recallAt(protocol, k)));
    assertThat(result.rPrecision()).isCloseTo(Oracle.rPrecision(protocol), within(1e-12));
    assertThat(result.mapAtR()).isCloseTo(Oracle.mapAtR(protocol), within(1e-12));
    assertThat(result.meanFirstRank()).isCloseTo(Oracle.meanFirstRank(protocol), within(1e-12));
  }

  @Test
  void everyImageAgainstTheOthersAsFaissAndPytorchMetricLearning() {
    RetrievalResult result = Evaluation.evaluate(Protocol.leaveOneOut(Golden.images()), METRICS);
    golden(result, Golden.at("leaveOneOut"), 1);
    assertThat(result.queriesWithoutPositive()).isZero();
  }

  @Test
  void queriesAgainstAGalleryAsFaissAndPytorchMetricLearning() {
    RetrievalResult result =
        Evaluation.evaluate(Protocol.queryGallery(Golden.queries(), Golden.images()), METRICS);
    double known = Golden.number("knownQueries");
    // pytorch-metric-learning leaves queries out whose class the gallery lacks; here they miss.
    golden(result, Golden.at("queryGallery"), known / result.queries());
    assertThat(result.queriesWithoutPositive()).isEqualTo(result.queries() - (int) known);
  }

  private static void golden(RetrievalResult result, Config golden, double answerable) {
    result
        .recallAt()
        .forEach((k, v) -> assertThat(v).isCloseTo(golden.getDouble("recall." + k), within(1e-9)));
    Config pml = golden.getConfig("pml");
    assertThat(result.recallAt().get(1) / answerable)
        .isCloseTo(pml.getDouble("precision_at_1"), within(1e-6));
    assertThat(result.rPrecision() / answerable)
        .isCloseTo(pml.getDouble("r_precision"), within(1e-6));
    assertThat(result.mapAtR() / answerable)
        .isCloseTo(pml.getDouble("mean_average_precision_at_r"), within(1e-6));
    double first =
        golden.getIntList("first").stream().filter(r -> r > 0).mapToInt(r -> r).average().orElse(0);
    assertThat(result.meanFirstRank()).isCloseTo(first, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "3,5", "7,64", "64,7", "1000,1000"})
  void blocksChangeNothing(int queryRows, int galleryRows) {
    Protocol protocol = Protocol.leaveOneOut(Oracle.random(9, 200, 33, 10));
    BlockSize size = new BlockSize(queryRows, galleryRows);
    RetrievalResult usual = Evaluation.evaluate(protocol, METRICS);
    try (Scan blas = Scan.open(size, 33);
        Scan plain = new Scan(size, 33, new JavaTileProduct(33))) {
      for (Scan scan : List.of(blas, plain)) {
        assertThat(Evaluation.evaluate(protocol, METRICS, scan))
            .usingRecursiveComparison()
            .ignoringFields("seconds")
            .isEqualTo(usual);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-2, 1e-4, 1e-6})
  void anUntrainedNetworkIsRankedAsExactlyAsATrainedOne(double spread) {
    EmbeddingSet images = Oracle.random(12, 150, 24, 12);
    float[] rows = images.rows().clone();
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) (spread * rows[i] + Math.sin(i % 24));
    }
    agrees(
        Protocol.leaveOneOut(
            new EmbeddingSet(rows, 24, images.labels(), images.ids()).normalised()));
  }

  @Test
  void aCollapsedNetworkIsRankedByIndexAlone() {
    int n = 9;
    int[] labels = {0, 1, 2, 0, 1, 2, 0, 1, 2};
    float[] rows = new float[n * 2];
    for (int i = 0; i < n; i++) {
      rows[2 * i] = 1;
    }
    EmbeddingSet same = new EmbeddingSet(rows, 2, labels, new int[n]);
    RetrievalResult result = Evaluation.evaluate(Protocol.leaveOneOut(same), METRICS);
    // Row 0 looks at 1, 2, 3: its class comes third. Rows 3 and 6 look at row 0 first.
    assertThat(result.recallAt().get(1)).isEqualTo(2.0 / n);
    assertThat(result.recallAt().get(2)).isEqualTo(4.0 / n);
    assertThat(result.meanFirstRank()).isEqualTo((3 + 4 + 5 + 2 * (1 + 2 + 3)) / 9.0);
  }

  @Test
  void aCopyOfTheQueryUnderAnotherIndexCounts() {
    float[] rows = {1, 0, 1, 0, 0, 1};
    EmbeddingSet set = new EmbeddingSet(rows, 2, new int[] {0, 0, 1}, new int[3]);
    RetrievalResult result = Evaluation.evaluate(Protocol.leaveOneOut(set), METRICS);
    assertThat(result.recallAt().get(1)).isEqualTo(2.0 / 3);
    assertThat(result.queriesWithoutPositive()).isEqualTo(1);
  }

  @Test
  void noQueryWithAClassOfTheGallery() {
    EmbeddingSet one = new EmbeddingSet(new float[] {1, 0}, 2, new int[] {0}, new int[1]);
    EmbeddingSet other = new EmbeddingSet(new float[] {1, 0}, 2, new int[] {1}, new int[1]);
    RetrievalResult result = Evaluation.evaluate(Protocol.queryGallery(one, other), METRICS);
    assertThat(result.recallAt().get(8)).isZero();
    assertThat(result.mapAtR()).isZero();
    assertThat(result.meanFirstRank()).isNaN();
  }
}
