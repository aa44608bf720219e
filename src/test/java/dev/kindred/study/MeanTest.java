package dev.kindred.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeanTest {
  /** Quantiles of a printed table of Student's t: 12.706 for 1 degree of freedom, 3.182 for 3. */
  @Test
  void theIntervalIsStudents() {
    Mean four = Mean.of(List.of(0.1, 0.2, 0.3, 0.4));
    assertThat(four.mean()).isCloseTo(0.25, within(1e-12));
    // s = sqrt(0.05 / 3), half = 3.182 s / 2.
    assertThat(four.half()).isCloseTo(3.182 * 0.1290994 / 2, within(1e-4));
    Mean two = Mean.of(List.of(0.5, 0.6));
    assertThat(two.half()).isCloseTo(12.706 * 0.0707107 / Math.sqrt(2), within(1e-4));
    assertThat(two.percent()).isEqualTo("55.0 +- 63.5");
  }

  @Test
  void oneValueHasNoIntervalAndNoneHasNoMean() {
    Mean one = Mean.of(List.of(0.618));
    assertThat(one.percent()).isEqualTo("61.8");
    assertThat(one.half()).isNaN();
    assertThat(Mean.of(List.of()).percent()).isEqualTo("-");
  }

  @Test
  void equalValuesHaveANarrowInterval() {
    assertThat(Mean.of(List.of(0.5, 0.5, 0.5)).percent()).isEqualTo("50.0 +- 0.0");
  }
}
