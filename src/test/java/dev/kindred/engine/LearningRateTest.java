package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.LearningRate.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void constantStaysAsItIs() {
    LearningRate rate = LearningRate.constant(0.1);
    assertThat(rate.at(0)).isEqualTo(0.1);
    assertThat(rate.at(1_000_000)).isEqualTo(0.1);
  }

  @Test
  void warmUpRisesByEqualStepsToTheBase() {
    LearningRate rate = new LearningRate(1, Kind.CONSTANT, 4, 10, List.of(), 1, 0);
    assertThat(List.of(rate.at(0), rate.at(1), rate.at(3), rate.at(4)))
        .containsExactly(0.25, 0.5, 1.0, 1.0);
  }

  @Test
  void stepsDropWhenTheyAreReached() {
    LearningRate rate = new LearningRate(1, Kind.STEP, 0, 10, List.of(4, 8), 0.1, 0);
    assertThat(rate.at(3)).isEqualTo(1);
    assertThat(rate.at(4)).isCloseTo(0.1, within(1e-12));
    assertThat(rate.at(7)).isCloseTo(0.1, within(1e-12));
    assertThat(rate.at(8)).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void cosineFallsFromTheBaseAfterWarmUpToNothing() {
    LearningRate rate = new LearningRate(2, Kind.COSINE, 10, 110, List.of(), 1, 0);
    assertThat(rate.at(10)).isEqualTo(2);
    assertThat(rate.at(60)).isCloseTo(1, within(1e-12));
    assertThat(rate.at(35)).isCloseTo(1 + Math.sqrt(0.5), within(1e-12));
    assertThat(rate.at(110)).isCloseTo(0, within(1e-12));
    assertThat(rate.at(200)).as("not up again").isCloseTo(0, within(1e-12));
  }
}
