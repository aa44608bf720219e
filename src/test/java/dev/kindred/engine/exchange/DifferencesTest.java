package dev.kindred.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DifferencesTest {
  private static final int N = 1000;
  private static final int ROUNDS = 50;

  /** What has arrived and what is left out make up what was to be sent. */
  @Test
  void nothingIsLostInTheLongRun() {
    SplittableRandom random = new SplittableRandom(1);
    float[] c = new float[N];
    float[] leftOut = new float[N];
    double[] wanted = new double[N];
    double[] arrived = new double[N];
    double worstAlone = 0;
    double worst = 0;
    for (int round = 0; round < ROUNDS; round++) {
      float[] y = new float[N];
      for (int i = 0; i < N; i++) {
        y[i] = c[i] + (float) random.nextDouble(0.9, 1.1) * 1e-3f;
        wanted[i] += y[i] - c[i];
      }
      float[] v = y.clone();
      ByteBuffer q = Differences.code(v, c, leftOut);
      assertThat(q.remaining()).isEqualTo(2 * N);
      assertThat(Differences.decode(q, FloatBuffer.wrap(c))).isEqualTo(v);
      for (int i = 0; i < N; i++) {
        arrived[i] += v[i] - c[i];
        worstAlone = Math.max(worstAlone, Math.abs(v[i] - y[i]));
        worst = Math.max(worst, Math.abs(arrived[i] - wanted[i]));
        assertThat(arrived[i] + leftOut[i]).isCloseTo(wanted[i], within(1e-7));
      }
      c = v;
    }
    // Without feedback errors would add up; with it the last one is all there is.
    assertThat(worst).isLessThan(2 * worstAlone);
  }

  @Test
  void whatDoesNotDifferStays() {
    float[] values = {0.1f, -3e-20f, 7e30f};
    float[] v = values.clone();
    float[] leftOut = new float[3];
    ByteBuffer q = Differences.code(v, values, leftOut);
    assertThat(v).isEqualTo(values);
    assertThat(leftOut).containsOnly(0);
    assertThat(Differences.decode(q, FloatBuffer.wrap(values))).isEqualTo(values);
  }

  /** A difference below the values' last bit does not move them at once, but in the end. */
  @Test
  void whatTheSumRoundsAwayIsLeftOutToo() {
    float[] c = {1};
    float[] leftOut = new float[1];
    float[] v = {Math.nextUp(1f)};
    leftOut[0] = Math.ulp(1f) / 4;
    Differences.code(v, c, leftOut);
    assertThat(v[0]).isEqualTo(Math.nextUp(1f));
    assertThat(leftOut[0]).isEqualTo(Math.ulp(1f) / 4);
    leftOut[0] = Math.ulp(1f) / 8;
    v[0] = 1;
    Differences.code(v, c, leftOut);
    assertThat(v[0]).isEqualTo(1);
    assertThat(leftOut[0]).isEqualTo(Math.ulp(1f) / 8);
  }

  @Test
  void noNumberStaysNoNumber() {
    float[] v = {Float.NaN};
    Differences.code(v, new float[1], new float[1]);
    assertThat(v[0]).isNaN();
  }
}
