package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaneTest {
  private static EmbeddingSet set(int d, float... rows) {
    int n = rows.length / d;
    return new EmbeddingSet(rows, d, new int[n], IntStream.range(0, n).toArray());
  }

  /**
   * Variances 9, 4 and little along three known axes, among few and many.
   */
  @ParameterizedTest
  @ValueSource(ints = {6, 160})
  void axesAreThoseOfTheLargestVariances(int d) {
    Random random = new Random(7);
    int n = 400;
    double[][] on = new double[2][n];
    float[] rows = new float[n * d];
    for (int i = 0; i < n; i++) {
      on[0][i] = 3 * random.nextGaussian();
      on[1][i] = 2 * random.nextGaussian();
      for (int j = 0; j < d; j++) {
        rows[i * d + j] = (float) (1 + 0.001 * random.nextGaussian());
      }
      // Two orthonormal axes: (0.6, 0.8) of columns 0 and 3, and (0.8, -0.6).
      rows[i * d] += (float) (0.6 * on[0][i] + 0.8 * on[1][i]);
      rows[i * d + 3] += (float) (0.8 * on[0][i] - 0.6 * on[1][i]);
    }
    Plane plane = Plane.of(set(d, rows));
    assertThat(Math.abs(correlation(plane.x(), on[0]))).isGreaterThan(0.98);
    assertThat(Math.abs(correlation(plane.y(), on[1]))).isGreaterThan(0.98);
    assertThat(correlation(plane.x(), plane.y())).isCloseTo(0, within(1e-6));
    assertThat(plane.xShare() + plane.yShare()).isCloseTo(1, within(1e-3));
    assertThat(variance(plane.x()) / (variance(plane.x()) + variance(plane.y())))
        .isCloseTo(plane.xShare(), within(1e-3));
    Plane again = Plane.of(set(d, rows));
    assertThat(again.x()).containsExactly(plane.x(), within(1e-9));
    assertThat(again.y()).containsExactly(plane.y(), within(1e-9));
  }

  @Test
  void rowsThatAreAllTheSameLieOnOnePoint() {
    float[] rows = new float[50 * 128];
    Arrays.fill(rows, 0.1f);
    Plane plane = Plane.of(set(128, rows));
    assertThat(plane.x()).containsOnly(0);
    assertThat(plane.y()).containsOnly(0);
    assertThat(plane.xShare() + plane.yShare()).isZero();
  }

  @Test
  void oneNumberOneRowAndOneDirection() {
    Plane line = Plane.of(set(1, 1, -1, 1, 1));
    assertThat(line.x()).containsExactly(new double[] {0.5, -1.5, 0.5, 0.5}, within(1e-6));
    assertThat(line.y()).containsOnly(0);
    assertThat(Plane.of(set(3, 0, 1, 0)).x()).containsExactly(0);
    Plane two = Plane.of(set(2, 0, 1, 1, 0));
    assertThat(two.xShare()).isCloseTo(1, within(1e-9));
    assertThat(two.y()).containsExactly(new double[] {0, 0}, within(1e-6));
  }

  private static double variance(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
  }

  private static double correlation(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElseThrow();
    double meanB = Arrays.stream(b).average().orElseThrow();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - meanA) * (b[i] - meanB);
    }
    return sum / a.length / Math.sqrt(variance(a) * variance(b));
  }
}
