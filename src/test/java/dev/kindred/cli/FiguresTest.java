package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.report.SummaryTable;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.retrieval.Evaluation;
import dev.kindred.retrieval.MetricSettings;
import dev.kindred.retrieval.PairSettings;
import dev.kindred.retrieval.Protocol;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.run.MetricValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static RetrievalResult result(int... labels) {
    float[] rows = {1, 0, 0.6f, 0.8f, 0, 1, -1, 0};
    return Evaluation.evaluate(
        Protocol.leaveOneOut(new EmbeddingSet(rows, 2, labels, new int[4])),
        new MetricSettings(
            List.of(1, 2),
            Optional.of(new MetricSettings.Clustering(1, 5, 0)),
            Optional.of(new PairSettings(List.of(2), List.of(50)))));
  }

  @Test
  void everythingHasItsName() {
    assertThat(Figures.values(result(0, 0, 1, 1)).stream().map(MetricValue::name))
        .doesNotHaveDuplicates()
        .contains("eval.recall_at_1", "eval.recall_at_1_low", "eval.recall_at_2_high")
        .contains("eval.class_recall_at_2", "eval.ami", "eval.ami_low", "eval.pair_f1_high")
        .contains("eval.roc_auc", "eval.fnmr_at_fmr_one_in_2", "eval.threshold_at_fmr_one_in_2")
        .contains("eval.threshold_at_precision_50", "eval.pair_recall_at_precision_50")
        .contains("eval.similarity_within_mean", "eval.similarity_between_p95");
  }

  @Test
  void anIntervalThatIsNotKnownIsLeftOut() {
    RetrievalResult one = result(0, 0, 0, 0);
    assertThat(Figures.values(one).stream().map(MetricValue::name))
        .contains("eval.recall_at_1")
        .doesNotContain("eval.recall_at_1_low");
    assertThat(SummaryTable.text(Summary.of(Map.of("trained", one), List.of(1, 2), "t", "images")))
        .contains("AMI", "100.0");
  }

  @Test
  void classesComeWorstFirst() {
    assertThat(Figures.perClass(result(0, 0, 1, 0), List.of("owl", "a\tcat")))
        .isEqualTo(
            """
            label\tclass\tqueries\trecall_at_1\trecall_at_2\tr_precision\tmap_at_r
            1\ta cat\t1\t0.0000\t0.0000\t0.0000\t0.0000
            0\towl\t3\t0.3333\t1.0000\t0.5000\t0.3333
            """);
  }

  @Test
  void theTableHasARowOfIntervals() {
    assertThat(
            SummaryTable.text(
                    Summary.of(Map.of("trained", result(0, 0, 1, 1)), List.of(1, 2), "t", "images"))
                .lines())
        .anyMatch(l -> l.startsWith("trained") && l.contains("75.0"))
        .anyMatch(l -> l.startsWith("  95 % interval") && l.contains("50.0-100.0"));
  }
}
