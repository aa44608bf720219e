package dev.kindred.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  void piecesCoverParametersAndMomentsOnce() {
    int v = Layout.VALUES;
    assertThat(new Layout(2 * v + 3, v).pieces())
        .containsExactly(
            new Piece(0, false, 0, v),
            new Piece(1, false, v, v),
            new Piece(2, false, 2 * v, 3),
            new Piece(3, true, 0, v));
    assertThat(new Layout(5, 0).pieces()).isEqualTo(List.of(new Piece(0, false, 0, 5)));
  }

  @Test
  void aFingerprintFollowsEveryBitAndNotThePlace() {
    byte[] bytes = new byte[4099];
    new SplittableRandom(3).nextBytes(bytes);
    long whole = Fingerprint.of(ByteBuffer.wrap(bytes));
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    assertThat(Fingerprint.of(direct)).isEqualTo(whole);
    assertThat(direct.remaining()).as("read without moving").isEqualTo(bytes.length);
    for (int bit : new int[] {0, 17, 8 * 4099 - 1}) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Fingerprint.of(ByteBuffer.wrap(changed))).isNotEqualTo(whole);
    }
  }
}
