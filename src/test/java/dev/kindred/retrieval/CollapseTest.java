package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CollapseTest {
  private static final int N = 40;
  private static final int D = 16;

  /** Rows around one point. */
  private static EmbeddingSet around(double spread) {
    SplittableRandom random = new SplittableRandom(1);
    float[] rows = new float[N * D];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) ((i % D == 0 ? 1 : 0) + spread * random.nextGaussian());
    }
    return new EmbeddingSet(rows, D, new int[N], new int[N]).normalised();
  }

  @Test
  void theMeanIsThatOfAllPairs() {
    EmbeddingSet set = around(0.5);
    double sum = 0;
    for (int a = 0; a < N; a++) {
      for (int b = 0; b < N; b++) {
        sum += a == b ? 0 : Dot.of(set.rows(), a * D, set.rows(), b * D, D);
      }
    }
    assertThat(Collapse.of(set).meanCosine()).isCloseTo(sum / (N * (N - 1)), within(1e-9));
    assertThat(Collapse.of(set).warning()).isEmpty();
  }

  @Test
  void onePointIsToldAndAnUntrainedNetworkIsNot() {
    assertThat(Collapse.of(around(1e-4)).warning().orElseThrow())
        .contains("collapsed to nearly one point", "mean cosine of 40 images is 1.0");
    assertThat(Collapse.of(around(0.01)).meanCosine()).isBetween(0.995, 0.9999);
    assertThat(Collapse.of(around(0.01)).warning()).isEmpty();
    EmbeddingSet one = new EmbeddingSet(new float[] {1}, 1, new int[1], new int[1]);
    assertThat(Collapse.of(one).warning()).isEmpty();
  }
}
