package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfidenceTest {
  private static final MetricSettings METRICS =
      new MetricSettings(
          List.of(1, 4), Optional.of(new MetricSettings.Clustering(1, 20, 0)), Optional.empty());

  @Test
  void recallOfEveryClassAsNumPy() {
    PerClass found = Evaluation.evaluate(Protocol.leaveOneOut(Golden.images()), METRICS).perClass();
    for (int k : METRICS.recallAt()) {
      List<Double> golden = Golden.more("classRecall").getDoubleList(Integer.toString(k));
      assertThat(found.classes()).isEqualTo(golden.size());
      for (int c = 0; c < golden.size(); c++) {
        assertThat(found.recallAt(k, c)).isCloseTo(golden.get(c), within(1e-12));
      }
      double mean = golden.stream().mapToDouble(d -> d).average().orElseThrow();
      assertThat(found.meanRecallAt(k)).isCloseTo(mean, within(1e-12));
    }
  }

  @Test
  void intervalsAreThoseOfNumPyButForChance() {
    RetrievalResult found = Evaluation.evaluate(Protocol.leaveOneOut(Golden.images()), METRICS);
    for (int k : METRICS.recallAt()) {
      Interval interval = found.confidence().recallAt().get(k);
      List<Double> golden = Golden.more("interval").getDoubleList(Integer.toString(k));
      // 1,000 draws leave an end uncertain by about a fifth of the standard error.
      double tolerance = 0.1 * (golden.get(1) - golden.get(0));
      assertThat(interval.low()).isCloseTo(golden.get(0), within(tolerance));
      assertThat(interval.high()).isCloseTo(golden.get(1), within(tolerance));
    }
  }

  @Test
  void everyFigureLiesInItsIntervalAndTheIntervalsRepeat() {
    Protocol protocol = Protocol.leaveOneOut(Oracle.random(4, 300, 9, 20));
    RetrievalResult found = Evaluation.evaluate(protocol, METRICS);
    Confidence confidence = found.confidence();
    holds(confidence.recallAt().get(1), found.recallAt().get(1));
    holds(confidence.rPrecision(), found.rPrecision());
    holds(confidence.mapAtR(), found.mapAtR());
    holds(confidence.meanFirstRank(), found.meanFirstRank());
    Confidence.Clusters clusters = confidence.clusters().orElseThrow();
    ClusterAgreement agreement = found.clusters().orElseThrow();
    holds(clusters.ami(), agreement.ami());
    holds(clusters.f1(), agreement.f1());
    holds(clusters.nmi(), agreement.nmi());
    assertThat(Evaluation.evaluate(protocol, METRICS).confidence()).isEqualTo(confidence);
  }

  private static void holds(Interval interval, double figure) {
    assertThat(figure).isBetween(interval.low(), interval.high());
    assertThat(interval.low()).isLessThan(interval.high());
  }

  @Test
  void aSingleClassSaysNothingAboutOthers() {
    float[] rows = {1, 0, 0, 1, 0.6f, 0.8f};
    EmbeddingSet one = new EmbeddingSet(rows, 2, new int[3], new int[3]);
    Confidence found = Evaluation.evaluate(Protocol.leaveOneOut(one), METRICS).confidence();
    assertThat(found.recallAt().get(1).known()).isFalse();
    assertThat(found.clusters().orElseThrow().ami().known()).isFalse();
  }

  @Test
  void drawsWithoutAnyAnswerAreLeftOutOfTheMeanFirstRank() {
    EmbeddingSet queries =
        new EmbeddingSet(new float[] {1, 0, 0, 1}, 2, new int[] {0, 1}, new int[2]);
    EmbeddingSet gallery = queries.select(0);
    Confidence found =
        Evaluation.evaluate(Protocol.queryGallery(queries, gallery), METRICS).confidence();
    assertThat(found.meanFirstRank()).isEqualTo(new Interval(1, 1));
    assertThat(found.recallAt().get(1)).isEqualTo(new Interval(0, 1));
  }

  @Test
  void noAnswerAtAll() {
    EmbeddingSet queries =
        new EmbeddingSet(new float[] {1, 0, 0, 1}, 2, new int[] {0, 1}, new int[2]);
    EmbeddingSet gallery = new EmbeddingSet(new float[] {1, 0}, 2, new int[] {9}, new int[1]);
    RetrievalResult found = Evaluation.evaluate(Protocol.queryGallery(queries, gallery), METRICS);
    assertThat(found.confidence().meanFirstRank().known()).isFalse();
    assertThat(found.recallAt().get(4)).as("k above the gallery's size").isZero();
    assertThat(found.perClass().meanRecallAt(4)).isZero();
  }
}
