package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.report.Chart;
import dev.kindred.run.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReportCurvesTest {
  private static ReportCurves curves(String... lines) {
    List<ObjectNode> parsed = Stream.of(lines).map(l -> Json.parse(l, "line")).toList();
    return new ReportCurves(parsed, List.of(1, 8), "pretrained");
  }

  private static String train(int round, String loss) {
    return """
        {"stage":"train","round":%d,"images":%d,"train.loss":%s,"train.images_per_second":50,
         "round.seconds":2,"round.input_seconds":0.5,"round.compute_seconds":1.5}"""
        .formatted(round, 64 * round, loss);
  }

  private static List<String> titles(ReportCurves curves) {
    return curves.charts().stream().map(Chart::title).toList();
  }

  @Test
  void nothingMeasuredNothingDrawn() {
    assertThat(curves().charts()).isEmpty();
    assertThat(curves().times()).isEmpty();
    assertThat(curves().seconds()).isZero();
  }

  @Test
  void aRunThatWasOnlyTrained() {
    ReportCurves curves = curves(train(1, "0.9"), train(2, "null"), train(3, "0.5"));
    assertThat(titles(curves)).containsExactly("Loss", "Throughput");
    assertThat(curves.charts().get(0).spec().toString())
        .contains("[[64.0,0.9,null,null],[128.0,null,null,null],[192.0,0.5,null,null]]");
    assertThat(curves.charts().get(0).summary())
        .isEqualTo("loss: first 0.900, last 0.500, lowest 0.500, highest 0.900.");
    assertThat(curves.seconds()).isEqualTo(6);
    assertThat(curves.images()).isEqualTo(192);
    assertThat(curves.times().orElseThrow().table().rows().get(2))
        .containsExactly("3", "0.500", "1.500", "0", "0");
  }

  /** Resumed: the pretrained network and round 2 were measured twice. */
  @Test
  void ofWhatWasMeasuredTwiceTheLaterCounts() {
    ReportCurves curves =
        curves(
            "{\"stage\":\"pretrained\",\"images\":0,\"eval.recall_at_1\":0.3}",
            train(1, "0.9"),
            train(2, "0.8"),
            "{\"stage\":\"pretrained\",\"images\":0,\"eval.recall_at_1\":0.4}",
            train(2, "0.7"),
            "{\"stage\":\"test\",\"images\":64,\"eval.recall_at_1\":0.5,\"eval.recall_at_8\":0.75}",
            // evaluate knows nothing of images seen.
            "{\"stage\":\"trained\",\"images\":0,\"eval.recall_at_1\":0.6,\"eval.recall_at_8\":0.8,"
                + "\"eval.recall_at_1_low\":0.55,\"eval.recall_at_1_high\":0.65}");
    assertThat(titles(curves))
        .containsExactly("Loss", "Recall@K on held-out classes", "Throughput");
    assertThat(curves.charts().get(0).spec().toString())
        .contains("[[64.0,0.9,null,null],[128.0,0.7,null,null]]");
    String recall = curves.charts().get(1).spec().toString();
    assertThat(recall)
        .contains("{\"name\":\"R@1\",\"points\":[[64.0,50.0,null,null],[128.0,60.0,55.0,65.0]]}")
        .contains("{\"name\":\"R@8\",\"points\":[[64.0,75.0,null,null],[128.0,80.0,null,null]]}")
        .contains("\"levels\":[[\"pretrained R@1\",40.0]]");
    assertThat(curves.seconds()).isEqualTo(4);
  }
}
