package dev.kindred.loss.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScalarFunctionsTest {
  @Test
  void theExponentialIsExactToElevenDigits() {
    Random random = new Random(1);
    double[] z = random.doubles(10_000, -700, 700).toArray();
    z[0] = 0;
    double[] e = z.clone();
    Exponential.of(e, e.length, 0);
    for (int k = 0; k < z.length; k++) {
      assertThat(e[k]).isCloseTo(Math.exp(z[k]), withinPercentage(1e-9));
    }
  }

  @Test
  void theExponentialStaysFinite() {
    double[] z = {Double.NEGATIVE_INFINITY, -1e9, 1e9, Double.POSITIVE_INFINITY};
    Exponential.of(z, z.length, 0);
    assertThat(z[0]).isLessThan(1e-300);
    assertThat(z[1]).isLessThan(1e-300);
    assertThat(z[2]).isBetween(1e300, Double.MAX_VALUE);
    assertThat(z[3]).isBetween(1e300, Double.MAX_VALUE);
  }

  @Test
  void logSumExpLeavesItsDerivative() {
    double[] z = {1000, 999, -1000};
    assertThat(LogSumExp.of(z, 3)).isCloseTo(1000 + Math.log1p(Math.exp(-1)), within(1e-9));
    assertThat(Arrays.stream(z).sum()).isCloseTo(1, within(1e-11));
    assertThat(z[1] / z[0]).isCloseTo(Math.exp(-1), within(1e-11));
    double[] one = {-800};
    assertThat(LogSumExp.plusOne(one, 1)).isCloseTo(0, within(1e-300));
    assertThat(LogSumExp.plusOne(one, 0)).isZero();
    assertThat(LogSumExp.of(one, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(LogSumExp.of(2.0, 3.0)).isCloseTo(3.313261687518223, within(1e-11));
  }

  @Test
  void softplusAndItsSlopeHoldAtBothEnds() {
    double[] z = {-1000, -20, -9.3, -1, 0, 1, 40, 1000};
    double[] slopes = z.clone();
    double sum = Softplus.sum(slopes, z.length);
    double expected = 0;
    for (int k = 0; k < z.length; k++) {
      double value = z[k] > 30 ? z[k] : Math.log1p(Math.exp(z[k]));
      expected += value;
      assertThat(Softplus.of(z[k])).isCloseTo(value, within(1e-10 * Math.max(value, 1e-9)));
      assertThat(Softplus.slope(z[k])).isCloseTo(1 / (1 + Math.exp(-z[k])), within(1e-11));
      assertThat(slopes[k]).isCloseTo(Softplus.slope(z[k]), within(1e-11));
    }
    assertThat(sum).isCloseTo(expected, within(1e-9));
    double[] small = {-12, -15, -11};
    assertThat(Softplus.sum(small.clone(), 3))
        .isCloseTo(Arrays.stream(small).map(Softplus::of).sum(), withinPercentage(1e-8));
    double[] logistic = z.clone();
    Logistic.of(logistic, z.length);
    assertThat(logistic).containsExactly(slopes, within(1e-11));
  }

  @Test
  void rowsThatRoundingCannotTellApartHaveNoDistance() {
    assertThat(Distance.of(1 + 1e-7)).isZero();
    assertThat(Distance.of(1 - 1e-7)).isZero();
    assertThat(Distance.slope(0)).isZero();
    assertThat(Distance.of(0)).isCloseTo(Math.sqrt(2), within(1e-11));
    assertThat(Distance.slope(0.5)).isEqualTo(-2);
  }

  @Test
  void powersOfWholesHalvesAndOthersAreThoseOfTheLibrary() {
    for (double exponent : new double[] {0, 0.5, 3, 254.5, 1.3, -0.5}) {
      double[] values = {1e-3, 0.4, 1, 1.02};
      double[] powers = values.clone();
      Power.of(powers, 3, exponent);
      for (int k = 0; k < 3; k++) {
        double expected = Math.pow(values[k], exponent);
        assertThat(powers[k]).isCloseTo(expected, within(1e-11 * expected + 1e-300));
      }
      assertThat(powers[3]).isEqualTo(1.02);
    }
  }

  @Test
  void whatIsDividedByNoDistanceIsZero() {
    double[] distances = {1, 1 - 2e-7, 0.5};
    assertThat(Distance.of(distances, 3)).isZero();
    double[] numbers = {3, 3, 3};
    Distance.divide(numbers, distances, 3, 0);
    assertThat(numbers).containsExactly(new double[] {0, 0, 3}, within(0.0));
    double[] others = {-1, 0.5};
    assertThat(Distance.of(others, 2)).isEqualTo(1);
    Distance.divide(numbers, others, 2, 1);
    assertThat(numbers).containsExactly(new double[] {0, 0, 3}, within(0.0));
    assertThat(Distance.similarityWithin(1)).isBetween(0.5 - 1e-8, 0.5);
  }

  @Test
  void theLargestValuesAreThoseOfASort() {
    double[] values = new Random(2).doubles(500).toArray();
    values[7] = values[400];
    for (int k : new int[] {1, 2, 17, 499, 500, 600}) {
      LargestValues largest = new LargestValues(k);
      largest.add(values, 250);
      largest.add(Arrays.copyOfRange(values, 250, 500), 250);
      double[] sorted = Arrays.stream(values).sorted().toArray();
      assertThat(largest.least()).isEqualTo(sorted[Math.max(0, 500 - k)]);
    }
  }
}
