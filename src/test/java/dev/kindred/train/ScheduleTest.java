package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static Schedule of(long images, int stepImages, String... overrides) {
    return Schedule.of(Configs.with(overrides).train(), images, stepImages);
  }

  private static List<Integer> rounds(Schedule schedule) {
    List<Integer> rounds = new ArrayList<>();
    for (int done = 0; done < schedule.last(); done += rounds.get(rounds.size() - 1)) {
      rounds.add(schedule.stepsOfRound(done));
    }
    return rounds;
  }

  @Test
  void theLastRoundTakesWhatIsLeft() {
    Schedule schedule = of(1000, 32, "train.images-seen=352", "train.averaging.every=4");
    assertThat(schedule.steps()).isEqualTo(11);
    assertThat(rounds(schedule)).containsExactly(4, 4, 3);
  }

  @Test
  void epochsCountTheTrainingImages() {
    assertThat(of(1000, 100, "train.epochs=2.5").steps()).isEqualTo(25);
    assertThat(of(10, 100, "train.epochs=1").steps()).as("at least one").isEqualTo(1);
  }

  @Test
  void postLocalSgdAveragesEveryStepAtFirst() {
    Schedule schedule =
        of(
            1000,
            100,
            "train.epochs=1",
            "train.averaging.every=4",
            "train.averaging.synchronous-until=0.3");
    assertThat(rounds(schedule)).containsExactly(1, 1, 1, 4, 3);
  }

  /** Steps after which a part of ten ends. */
  private static List<Integer> ends(Schedule schedule) {
    List<Integer> ends = new ArrayList<>();
    int done = 0;
    for (int steps : rounds(schedule)) {
      if (schedule.endsPart(10, done, done + steps)) {
        ends.add(done + steps);
      }
      done += steps;
    }
    return ends;
  }

  @Test
  void tenPartsAreTenHoweverRoundsAreCut() {
    String[] keys = {"train.epochs=1", "train.averaging.every=10"};
    List<Integer> even = List.of(100, 200, 300, 400, 500, 600, 700, 800, 900, 1000);
    assertThat(ends(of(1000, 1, keys[0], keys[1]))).isEqualTo(even);
    assertThat(ends(of(1000, 1, keys[0], keys[1], "train.averaging.synchronous-until=0.5")))
        .isEqualTo(even);
    assertThat(ends(of(1000, 1, keys[0], "train.averaging.exact=true"))).isEqualTo(even);
    assertThat(ends(of(1000, 1, keys[0], "train.averaging.every=73"))).hasSize(10).contains(1000);
    assertThat(ends(of(1000, 1, keys[0], keys[1], "train.stop-at=0.5")))
        .containsExactly(50, 100, 150, 200, 250, 300, 350, 400, 450, 500);
  }

  @Test
  void everyRoundEndsAPartWhereThereAreFewer() {
    Schedule schedule = of(1000, 100, "train.epochs=1", "train.averaging.every=4");
    assertThat(ends(schedule)).containsExactly(4, 8, 10);
  }

  @Test
  void exactStepsAreRoundsOfTheirOwn() {
    assertThat(rounds(of(300, 100, "train.epochs=1", "train.averaging.exact=true")))
        .containsExactly(1, 1, 1);
  }

  @Test
  void trainingMayEndBeforeItsBudget() {
    Schedule schedule = of(1000, 100, "train.epochs=2", "train.stop-at=0.55");
    assertThat(schedule.steps()).as("rates are those of").isEqualTo(20);
    assertThat(schedule.last()).isEqualTo(11);
    assertThat(rounds(schedule)).containsExactly(10, 1);
  }
}
