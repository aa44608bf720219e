package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class Bf16Test {
  @Test
  void roundsToTheNearestAndTiesToEven() {
    // 8 bits of precision: between 1 and 2 in steps of 1/128.
    assertThat(Bf16.round(1)).isEqualTo(1);
    assertThat(Bf16.round(1 + 0.4f / 128)).isEqualTo(1);
    assertThat(Bf16.round(1 + 0.6f / 128)).isEqualTo(1 + 1f / 128);
    assertThat(Bf16.round(1 + 0.5f / 128)).isEqualTo(1);
    assertThat(Bf16.round(1 + 1.5f / 128)).isEqualTo(1 + 2f / 128);
    assertThat(Bf16.round(-3.14159f)).isEqualTo(-3.140625f);
    assertThat(Bf16.round(1e-30f)).isPositive();
    assertThat(Float.floatToRawIntBits(Bf16.round(-0f))).isEqualTo(1 << 31);
  }

  @Test
  void whatIsNoNumberStaysSo() {
    assertThat(Bf16.round(Float.NaN)).isNaN();
    assertThat(Bf16.round(Float.intBitsToFloat(0x7f800001))).isNaN();
    assertThat(Bf16.round(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Bf16.round(Float.MAX_VALUE)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Bf16.round(0)).isZero();
  }

  @Test
  void whatTravelsIsWhatRoundGives() {
    float[] values = {0, -1.2345f, 1e-12f, 7.7e20f, 255.5f};
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    ByteBuffer halves = Bf16.encode(bytes);
    assertThat(halves.remaining()).isEqualTo(2 * values.length);
    FloatBuffer again = Bf16.decode(halves).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (float v : values) {
      assertThat(again.get()).isEqualTo(Bf16.round(v));
    }
    assertThat(again.hasRemaining()).isFalse();
  }
}
