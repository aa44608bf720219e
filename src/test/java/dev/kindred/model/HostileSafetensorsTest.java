package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HostileSafetensorsTest {
  private static final Path SOUND = Path.of("src/test/resources/model/files/types.safetensors");

  private static String refuse(String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return Refusal.safetensors(
        PickleBytes.join(PickleBytes.little(8, json.length), json, new byte[data]));
  }

  private static String tensor(String dtype, String shape, String offsets, int data) {
    return refuse(
        "{\"w\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
            .formatted(dtype, shape, offsets),
        data);
  }

  @Test
  void headerLengthsAreComparedWithTheFile() {
    assertThat(Refusal.safetensors(new byte[3])).startsWith("it is shorter than a header");
    assertThat(Refusal.safetensors(PickleBytes.little(8, 1L << 60)))
        .isEqualTo(
            "its header would have 1152921504606846976 bytes and the file has 8; the file is cut"
                + " short or damaged, fetch it again");
    assertThat(Refusal.safetensors(PickleBytes.little(8, -1)))
        .startsWith("its header would have 18446744073709551615 bytes");
    assertThat(Refusal.safetensors(PickleBytes.little(8, 0))).startsWith("its header would have 0");
  }

  @Test
  void sizesArePossible() {
    assertThat(tensor("F32", "[1099511627776]", "[0,4]", 4))
        .startsWith("refused, tensor 'w' is larger than the file");
    assertThat(tensor("F32", "[2147483647,2147483647,2147483647,2147483647]", "[0,4]", 4))
        .startsWith("refused, tensor 'w' is larger than the file");
    assertThat(tensor("F32", "[-1]", "[0,4]", 4)).startsWith("refused, tensor 'w' is larger");
    assertThat(tensor("F32", "[1e3]", "[0,4]", 4)).startsWith("its header is not that of");
    assertThat(tensor("F32", "[99999999999999999999]", "[0,4]", 4))
        .startsWith("its header is not that of safetensors");
    assertThat(tensor("F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]", 4))
        .startsWith("its header is not that of safetensors");
  }

  @Test
  void tensorsFillTheFileWithoutHolesOrOverlaps() {
    assertThat(tensor("F32", "[1]", "[4,8]", 8))
        .startsWith("tensor 'w' of 4 bytes lies at 4..8, expected from 0 on");
    assertThat(tensor("F32", "[2]", "[0,4]", 4)).startsWith("tensor 'w' of 8 bytes lies at 0..4");
    assertThat(tensor("F32", "[1]", "[-4,0]", 4)).startsWith("tensor 'w' of 4 bytes lies at -4");
    assertThat(tensor("F32", "[1]", "[4,0]", 4)).startsWith("tensor 'w' of 4 bytes lies at 4..0");
    assertThat(tensor("F32", "[1]", "[0,4]", 3)).startsWith("tensor 'w' of 4 bytes lies at 0..4");
    assertThat(tensor("F32", "[1]", "[0,4]", 5)).startsWith("1 bytes follow its last tensor");
    String one = "\"%s\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}";
    assertThat(refuse("{" + one.formatted("a", 0, 8) + "," + one.formatted("b", 4, 12) + "}", 12))
        .startsWith("tensor 'b' of 8 bytes lies at 4..12, expected from 8 on");
    assertThat(refuse("{" + one.formatted("a", 0, 8) + "," + one.formatted("b", 0, 8) + "}", 8))
        .startsWith("tensor 'b' of 8 bytes lies at 0..8, expected from 8 on");
  }

  @Test
  void headersAreWhatTheFormatSays() {
    String message = "its header is not that of safetensors (";
    assertThat(refuse("[]", 0)).startsWith(message);
    assertThat(refuse("{\"w\":3}", 0)).startsWith(message);
    assertThat(refuse("{\"w\":{}}", 0)).startsWith(message);
    assertThat(refuse("{} {}", 0)).startsWith(message);
    assertThat(refuse("{\"__metadata__\":{\"a\":[]}}", 0)).startsWith(message);
    assertThat(refuse("{\"w\":{\"dtype\":\"F32\",\"shape\":[],\"evil\":1}}", 0))
        .startsWith(message);
    assertThat(refuse("{\"w\":".repeat(3000), 0)).startsWith(message);
    assertThat(refuse("{\"__metadata__\":{\"a\":" + "[".repeat(100_000), 0)).startsWith(message);
    String entry = "\"w\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
    assertThat(refuse("{" + entry + "," + entry + "}", 0)).contains("Duplicate field 'w'");
    assertThat(tensor("F8_E4M3", "[1]", "[0,1]", 1))
        .isEqualTo("tensor 'w' is of type 'F8_E4M3', which is not read; save it as F32");
  }

  @Test
  void everyCutIsRefusedAndFlippedBitsAreHarmless() throws IOException {
    byte[] file = Files.readAllBytes(SOUND);
    for (int length = 0; length < file.length; length++) {
      assertThat(Refusal.safetensors(Arrays.copyOf(file, length))).isNotEmpty();
    }
    for (int i = 0; i < file.length * 8; i++) {
      byte[] flipped = file.clone();
      flipped[i / 8] ^= (byte) (1 << i % 8);
      ByteBuffer buffer = ByteBuffer.wrap(flipped).order(ByteOrder.LITTLE_ENDIAN);
      try {
        assertThat(SafetensorsReader.read(buffer, "x").tensors()).isNotNull();
      } catch (KindredException e) {
        assertThat(e.getMessage()).startsWith("x: ").doesNotContain("\n");
      }
    }
  }
}
