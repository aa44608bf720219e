package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.config.BackboneSettings.HeadInit;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialWeightsTest {
  private static final int DIM = 128;
  private static final int FEATURES = 1024;

  /**
   * The deviations of PyTorch's {@code kaiming_normal_} for a weight of {@code [dim, features]}.
   */
  @ParameterizedTest
  @CsvSource({"KAIMING_FAN_IN, 1024", "KAIMING_FAN_OUT, 128"})
  void kaimingIsNormalWithTheDeviationOfItsFan(HeadInit init, int fan) {
    float[] w = InitialWeights.head(init, DIM, FEATURES, new SplittableRandom(1));
    double deviation = Math.sqrt(2.0 / fan);
    assertThat(w).hasSize(DIM * FEATURES);
    double sum = 0;
    double squares = 0;
    for (float v : w) {
      sum += v;
      squares += (double) v * v;
    }
    // Five standard errors of 131,072 numbers.
    assertThat(sum / w.length).isCloseTo(0, within(5 * deviation / Math.sqrt(w.length)));
    assertThat(Math.sqrt(squares / w.length)).isCloseTo(deviation, within(0.01 * deviation));
    float[] sorted = w.clone();
    Arrays.sort(sorted);
    // Quantiles tell a normal distribution from a uniform one.
    assertThat(sorted[(int) (0.8413 * w.length)] / deviation).isCloseTo(1, within(0.02));
    assertThat(sorted[(int) (0.9772 * w.length)] / deviation).isCloseTo(2, within(0.03));
    assertThat(InitialWeights.head(init, DIM, FEATURES, new SplittableRandom(1))).isEqualTo(w);
  }
}
