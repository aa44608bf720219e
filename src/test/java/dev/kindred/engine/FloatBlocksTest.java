package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatBlocksTest {
  private static float[] read(byte[] bytes, ByteOrder order) throws IOException {
    return FloatBlocks.read(new DataInputStream(new ByteArrayInputStream(bytes)), order, 8);
  }

  @Test
  void bothOrdersOfBytesAreRead() throws IOException {
    byte[] big = {0, 0, 0, 1, 0x3f, (byte) 0xc0, 0, 0};
    assertThat(read(big, ByteOrder.BIG_ENDIAN)).containsExactly(1.5f);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FloatBlocks.write(new float[] {1.5f}, new DataOutputStream(out));
    assertThat(out.toByteArray()).containsExactly(0, 0, 0, 1, 0, 0, 0xc0, 0x3f);
    assertThat(read(out.toByteArray(), ByteOrder.LITTLE_ENDIAN)).containsExactly(1.5f);
  }

  @Test
  void moreThanThereCanBeIsRefusedBeforeRoomIsMade() {
    byte[] head = {0, 0, 0, 9, 0, 0, 0, 0};
    assertThatThrownBy(() -> read(head, ByteOrder.LITTLE_ENDIAN))
        .isInstanceOf(IOException.class)
        .hasMessage("impossible length 9");
  }

  @ParameterizedTest
  @ValueSource(ints = {200_003, Integer.MAX_VALUE})
  void manyBlocksComeBack(int most) throws IOException {
    float[] many = new float[200_003];
    for (int i = 0; i < many.length; i++) {
      many[i] = i;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FloatBlocks.write(many, new DataOutputStream(out));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(out.toByteArray()));
    assertThat(FloatBlocks.read(in, ByteOrder.LITTLE_ENDIAN, most)).isEqualTo(many);
  }

  @Test
  void aDamagedLengthIsRefused() {
    for (byte[] head : new byte[][] {{-1, 0, 0, 0}, {0x20, 0, 0, 1}}) {
      assertThatThrownBy(() -> read(head, ByteOrder.LITTLE_ENDIAN))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("impossible length ");
    }
    assertThatThrownBy(() -> read(new byte[] {0, 0, 0, 8, 1}, ByteOrder.LITTLE_ENDIAN))
        .isInstanceOf(EOFException.class);
  }
}
