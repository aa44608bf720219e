package dev.kindred.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannedTest {
  private static final Planned FOLD = Planned.of(Point.asConfigured(), 3, 2);

  @Test
  void namesAndOverridesSayWhichTrainingItIs() {
    assertThat(FOLD.name()).isEqualTo("s3-f2");
    assertThat(FOLD.group()).isEqualTo("s3");
    assertThat(FOLD.overrides()).containsExactly("train.seed=3", "sampling.fold=2");
    assertThat(Planned.of(Point.asConfigured(), 3, 0).name()).isEqualTo("s3");
  }

  @Test
  void theSecondPhaseTakesTheMeansOfTheFirst() {
    Planned.Second learnt =
        Planned.Second.of(
            List.of(0.5, 0.7), Optional.of(List.of(List.of(0.2, 0.6), List.of(0.4, 0.7, 0.9))));
    assertThat(learnt.stopAt()).isCloseTo(0.6, within(1e-12));
    // 2.5 drops on average: three, of which the last is of one training.
    assertThat(learnt.drops().orElseThrow()).hasSize(3);
    assertThat(learnt.drops().orElseThrow().get(0)).isCloseTo(0.3, within(1e-12));
    Planned all = FOLD.onAllClasses(learnt);
    assertThat(all.name()).isEqualTo("s3-all");
    assertThat(all.overrides())
        .contains("sampling.folds=0", "train.evaluate-every-rounds=0", "train.stop-at=0.6")
        .contains("train.schedule.kind=step");
  }

  /** The second drop is that of one training, the first of both. */
  @Test
  void dropsThatNotAllHadAreInOrder() {
    Planned.Second learnt =
        Planned.Second.of(List.of(1.0, 1.0), Optional.of(List.of(List.of(0.3, 0.5), List.of(0.8))));
    assertThat(learnt.drops().orElseThrow()).containsExactly(0.5, 0.55);
    assertThat(FOLD.onAllClasses(learnt).overrides()).contains("train.schedule.steps=[0.5, 0.55]");
  }

  @Test
  void aPlateauWithoutDropsIsConstantAndAnotherScheduleStays() {
    assertThat(
            FOLD.onAllClasses(Planned.Second.of(List.of(1.0), Optional.of(List.of(List.of()))))
                .overrides())
        .contains("train.schedule.kind=constant");
    assertThat(FOLD.onAllClasses(Planned.Second.of(List.of(1.0), Optional.empty())).overrides())
        .noneMatch(o -> o.startsWith("train.schedule"));
  }
}
