package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.ReplicaState;
import dev.kindred.sampling.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class CheckpointTest {
  private static FloatVector vector(float... values) {
    return new FloatVector(values);
  }

  static Checkpoint checkpoint(int round) {
    return new Checkpoint(
        "hash ü",
        round,
        1L << 40,
        new Position(3, 7),
        0.625,
        2,
        new ReplicaState(vector(1, -0f, Float.MIN_VALUE), vector(4, 5), 9),
        vector(),
        vector(6),
        new MemoryRows(vector(7, 8, 9, 10), new int[] {3, -1}),
        new Plateau(0.5, 4, 2),
        true);
  }

  static byte[] bytes(Checkpoint checkpoint) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    checkpoint.write(out);
    return out.toByteArray();
  }

  private static Checkpoint read(byte[] bytes) throws IOException {
    return Checkpoint.read(new ByteArrayInputStream(bytes), bytes.length);
  }

  @Test
  void comesBackAsItWas() throws IOException {
    Checkpoint read = read(bytes(checkpoint(11)));
    assertThat(read.configurationHash()).isEqualTo("hash ü");
    assertThat(read.round()).isEqualTo(11);
    assertThat(read.images()).isEqualTo(1L << 40);
    assertThat(read.position()).isEqualTo(new Position(3, 7));
    assertThat(read.best()).isEqualTo(0.625);
    assertThat(read.worse()).isEqualTo(2);
    assertThat(read.state().step()).isEqualTo(9);
    assertThat(read.state().parameters().values()).containsExactly(1, -0f, Float.MIN_VALUE);
    assertThat(read.state().optimizer().values()).containsExactly(4, 5);
    assertThat(read.velocity().length()).isZero();
    assertThat(read.bestParameters().values()).containsExactly(6);
    assertThat(read.memory().x().values()).containsExactly(7, 8, 9, 10);
    assertThat(read.memory().labels()).containsExactly(3, -1);
    assertThat(read.plateau()).isEqualTo(new Plateau(0.5, 4, 2));
    assertThat(read.evaluationDue()).isTrue();
  }

  /** The bytes of the same checkpoint as they were written before there was a memory. */
  @Test
  void oneWithoutAMemoryIsRead() throws IOException {
    byte[] old =
        Base64.getDecoder()
            .decode(
                "S0NQMQAHaGFzaCDDvAAAAAsAAAEAAAAAAAAAAAMAAAAHP+QAAAAAAAAAAAACAAAACQAAAAM/gAAAgAAAAAAA"
                    + "AAEAAAACQIAAAECgAAAAAAAAAAAAAUDAAAA20SNhalCQbFGmakgHSWYQxw9baeR+Rx/X9d8oA8j2Sg==");
    Checkpoint read = read(old);
    assertThat(read.round()).isEqualTo(11);
    assertThat(read.state().parameters().values()).containsExactly(1, -0f, Float.MIN_VALUE);
    assertThat(read.bestParameters().values()).containsExactly(6);
    assertThat(read.memory().n()).isZero();
    assertThat(read.plateau()).isEqualTo(Plateau.START);
    old[16] ^= 1;
    assertThatThrownBy(() -> read(old))
        .isInstanceOf(IOException.class)
        .hasMessage("its checksum does not fit");
  }

  @Test
  void aLaterFormIsNotGuessedAt() throws IOException {
    byte[] later = bytes(checkpoint(1));
    later[3] = '5';
    assertThatThrownBy(() -> read(later))
        .isInstanceOf(IOException.class)
        .hasMessage("not a checkpoint of this version");
  }

  @Test
  void manyBlocksComeBack() throws IOException {
    float[] many = new float[(1 << 16) * 2 + 3];
    for (int i = 0; i < many.length; i++) {
      many[i] = i * 0.5f;
    }
    Checkpoint large =
        new Checkpoint(
            "h",
            1,
            1,
            Position.START,
            Double.NaN,
            0,
            new ReplicaState(vector(many), vector(), 0),
            vector(),
            vector(),
            MemoryRows.none(),
            Plateau.START,
            false);
    assertThat(read(bytes(large)).state().parameters().values()).isEqualTo(many);
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = bytes(checkpoint(1));
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part)).as("%d bytes", length).isInstanceOf(IOException.class);
    }
  }

  @Test
  void everyFlippedBitIsRefused() throws IOException {
    byte[] whole = bytes(checkpoint(1));
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> read(damaged)).as("bit %d", bit).isInstanceOf(IOException.class);
    }
  }
}
