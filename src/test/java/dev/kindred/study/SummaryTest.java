package dev.kindred.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final String RECALL = "eval.recall_at_1";
  private static final Point NCA = new Point(new TreeMap<>(Map.of("loss.name", "\"nca\"")));

  private static Outcome outcome(Planned planned, RunStatus.State state, double recall) {
    return new Outcome(
        planned,
        state,
        "",
        OptionalDouble.of(recall / 2),
        10,
        List.of(),
        Map.of(RECALL, recall),
        OptionalDouble.of(recall + 0.01));
  }

  private static Outcome done(long seed, int fold, double recall) {
    return outcome(Planned.of(NCA, seed, fold), RunStatus.State.DONE, recall);
  }

  /**
   * Two folds a seed: means 0.5 and 0.7, so that 0.6 with s = 0.1414 and half = 12.706 s / 1.414.
   */
  @Test
  void foldsAreAveragedBeforeSeeds() {
    List<Outcome> all = List.of(done(0, 1, 0.4), done(0, 2, 0.6), done(1, 1, 0.6), done(1, 2, 0.8));
    List<Summary> summaries =
        Summary.of(
            all,
            Map.of(
                NCA.name() + "-s0",
                Map.of(RECALL, 0.55),
                NCA.name() + "-s1",
                Map.of(RECALL, 0.75)));
    assertThat(summaries)
        .extracting(Summary::kind)
        .containsExactly(Summary.Kind.SEPARATE, Summary.Kind.CONCATENATED);
    Summary separate = summaries.get(0);
    assertThat(separate.trainings()).isEqualTo(4);
    assertThat(separate.complete()).isTrue();
    assertThat(separate.figures().get(RECALL).n()).as("seeds, not trainings").isEqualTo(2);
    assertThat(separate.figures().get(RECALL).mean()).isCloseTo(0.6, within(1e-12));
    assertThat(separate.figures().get(RECALL).half()).isCloseTo(12.706 * 0.1, within(1e-3));
    assertThat(separate.validation().mean()).isCloseTo(0.3, within(1e-12));
    assertThat(separate.bestOnTest().mean()).isCloseTo(0.61, within(1e-12));
    assertThat(summaries.get(1).figures().get(RECALL).mean()).isCloseTo(0.65, within(1e-12));
  }

  @Test
  void whatFailedIsCountedAndNotAveraged() {
    List<Outcome> all = new ArrayList<>(List.of(done(0, 0, 0.5)));
    all.add(outcome(Planned.of(NCA, 1, 0), RunStatus.State.FAILED, 0.9));
    Summary summary = Summary.of(all, Map.of()).get(0);
    assertThat(summary.trainings()).isEqualTo(1);
    assertThat(summary.planned()).isEqualTo(2);
    assertThat(summary.complete()).isFalse();
    assertThat(summary.figures().get(RECALL).percent()).isEqualTo("50.0");
  }

  @Test
  void trainingsOnAllClassesAreTheirOwnKind() {
    Planned held = Planned.of(NCA, 0, 0);
    List<Outcome> all =
        List.of(
            outcome(held, RunStatus.State.DONE, 0.5),
            outcome(
                held.onAllClasses(new Planned.Second(0.4, Optional.empty())),
                RunStatus.State.DONE,
                0.6));
    List<Summary> summaries = Summary.of(all, Map.of());
    assertThat(summaries)
        .extracting(Summary::kind)
        .containsExactly(Summary.Kind.SEPARATE, Summary.Kind.ON_ALL_CLASSES);
    assertThat(summaries.get(0).figures().get(RECALL).mean()).isEqualTo(0.5);
    assertThat(summaries.get(1).figures().get(RECALL).mean()).isEqualTo(0.6);
  }

  @Test
  void theFileHasEverythingAndNoNumbersThatJsonLacks() {
    List<Outcome> all = List.of(done(0, 1, 0.4));
    String text = StudyJson.text("repeat", "validation.map_at_r", all, Summary.of(all, Map.of()));
    assertThat(text)
        .contains("\"command\" : \"repeat\"", "\"loss.name\" : \"nca\"", "\"fold\" : 1")
        .contains("\"chosen_on_test_not_honest\"", "\"low\" : null", "\"mean\" : 0.4")
        .doesNotContain("NaN");
  }
}
