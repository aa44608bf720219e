package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProxyStartTest {
  private static final float[] X = {1, 0, 0, 1, 0.6f, 0.8f, -0.6f, 0.8f};
  private static final int[] LABELS = {2, 2, 0, 0};

  @Test
  void oneProxyIsTheMeanOfItsClassInTheLengthItHad() {
    ClassRows found = ClassRows.of(X, LABELS, 2, 1);
    assertThat(found.classes()).containsExactly(2, 0);
    float half = (float) Math.sqrt(0.5);
    assertThat(found.rows()).containsExactly(new float[] {half, half, 0, 1}, within(1e-6f));
    float[] rows = {3, 4, 7, 7, 0, -2};
    ProxyStart.imprint(found, 1, new int[] {0, 1, 2}, 2, rows);
    assertThat(rows).containsExactly(new float[] {0, 5, 7, 7, 2 * half, 2 * half}, within(1e-5f));
  }

  @Test
  void severalProxiesAreEmbeddingsKeptApart() {
    ClassRows found = ClassRows.of(new float[] {1, 0, 1, 0}, new int[] {0, 0}, 2, 2);
    assertThat(found.rows()).containsExactly(1, 0, 1, 0);
    float[] rows = {0, 2, 0, -3};
    ProxyStart.imprint(found, 2, new int[] {0}, 2, rows);
    float length = (float) Math.sqrt(1.01);
    assertThat(rows)
        .containsExactly(
            new float[] {2 / length, 0.2f / length, 3 / length, -0.3f / length}, within(1e-5f));
  }

  @Test
  void aClassWithoutADirectionKeepsItsProxy() {
    ClassRows found = ClassRows.of(new float[] {1, 0, -1, 0}, new int[] {0, 0}, 2, 1);
    float[] rows = {3, 4};
    ProxyStart.imprint(found, 1, new int[] {0}, 2, rows);
    assertThat(rows).containsExactly(3, 4);
  }
}
