package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files around the pickle: zip tricks, wrong byte order, cuts and flipped bits. */
class HostileFileTest {
  private static final Path FILES = Path.of("src/test/resources/model/files");
  private static final byte[] SOUND =
      new PickleBytes()
          .op('}')
          .text("w")
          .tensor("0", 4, 0, new long[] {4}, new long[] {1})
          .op('s')
          .stop();

  private static Map<String, byte[]> sound() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", SOUND);
    entries.put("m/data/0", new byte[16]);
    return entries;
  }

  private static byte[] soundLegacy(long count, byte[] data, String... keys) {
    PickleBytes list = new PickleBytes().op(']');
    for (String key : keys) {
      list.text(key).op('a');
    }
    return PickleBytes.join(
        TorchZips.legacy(SOUND, true), list.stop(), PickleBytes.little(8, count), data);
  }

  @Test
  void theHonestOnesAreRead() {
    assertThat(TorchFile.read(ByteBuffer.wrap(TorchZips.zip(sound())), "x").tensors()).hasSize(1);
    assertThat(TorchFile.read(ByteBuffer.wrap(soundLegacy(4, new byte[16], "0")), "x").tensors())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "m/../../evil",
        "/etc/passwd",
        "..",
        "C:\\evil",
        "m\\..\\evil",
        "m/da\nta"
      })
  void pathTricksAreRefused(String name) {
    Map<String, byte[]> entries = sound();
    entries.put(name, new byte[3]);
    assertThat(Refusal.torch(TorchZips.zip(entries)))
        .startsWith("refused, its zip entry ")
        .endsWith(" has an unsafe name");
  }

  @Test
  void compressedEntriesAreRefusedSoThatNothingIsInflated() {
    Map<String, byte[]> entries = sound();
    entries.put("m/data/0", new byte[50_000_000]);
    assertThat(Refusal.torch(TorchZips.zip(entries, ZipEntry.DEFLATED)))
        .startsWith("refused, its entry 'm/data.pkl' is compressed");
  }

  @Test
  void doubledEntriesAreRefused() {
    Map<String, byte[]> entries = sound();
    entries.put("m/data/1", new byte[16]);
    byte[] file = TorchZips.zip(entries);
    String text = new String(file, StandardCharsets.ISO_8859_1).replace("m/data/1", "m/data/0");
    assertThat(Refusal.torch(text.getBytes(StandardCharsets.ISO_8859_1)))
        .startsWith("refused, it has the entry 'm/data/0' twice");
  }

  @Test
  void twoPicklesOrNoneAreRefused() {
    Map<String, byte[]> entries = sound();
    entries.put("n/data.pkl", SOUND);
    assertThat(Refusal.torch(TorchZips.zip(entries)))
        .startsWith("refused, it has 2 entries data.pkl in place of one");
    assertThat(Refusal.torch(TorchZips.zip(Map.of("a/b/data.pkl", SOUND))))
        .startsWith("refused, it has 0 entries data.pkl");
  }

  /** Each entry contains all that follow: quadratic in the size of the file. */
  @Test
  void overlappingEntriesAreRefused() {
    int n = 40;
    int header = 30 + 3;
    ByteBuffer local = ByteBuffer.allocate(n * header + 5000).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      local.putInt(i * header, 0x04034b50).putShort(i * header + 26, (short) 3);
      local.put(i * header + 30, name(i));
    }
    ByteBuffer central = ByteBuffer.allocate(n * 49 + 22).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      int start = (i + 1) * header;
      int size = local.capacity() - start;
      CRC32 crc = new CRC32();
      crc.update(local.array(), start, size);
      int at = i * 49;
      central.putInt(at, 0x02014b50).putInt(at + 16, (int) crc.getValue());
      central.putInt(at + 20, size).putInt(at + 24, size).putShort(at + 28, (short) 3);
      central.putInt(at + 42, i * header).put(at + 46, name(i));
    }
    int end = n * 49;
    central.putInt(end, 0x06054b50).putShort(end + 10, (short) n);
    central.putInt(end + 16, local.capacity());
    assertThat(Refusal.torch(PickleBytes.join(local.array(), central.array())))
        .startsWith("refused, its zip entries overlap");
  }

  private static byte[] name(int i) {
    return "a%02d".formatted(i).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void bigEndianFilesAreRefused() {
    Map<String, byte[]> entries = sound();
    entries.put("m/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
    String message = "was written on a big-endian machine; save it again on a little-endian one";
    assertThat(Refusal.torch(TorchZips.zip(entries))).isEqualTo(message);
    assertThat(Refusal.torch(TorchZips.legacy(SOUND, false))).isEqualTo(message);
  }

  @Test
  void legacyStoragesHaveTheSizeTheyDeclare() {
    assertThat(Refusal.torch(soundLegacy(5, new byte[20], "0")))
        .startsWith("storage '0' should have 4 numbers of 4 bytes, announces 5 and has 20 bytes");
    assertThat(Refusal.torch(soundLegacy(1L << 60, new byte[16], "0")))
        .startsWith("storage '0' should have 4 numbers");
    assertThat(Refusal.torch(soundLegacy(-1, new byte[8], "0")))
        .startsWith("storage '0' should have 4 numbers");
    assertThat(Refusal.torch(soundLegacy(4, new byte[17], "0")))
        .startsWith("1 bytes follow its last storage");
    assertThat(Refusal.torch(soundLegacy(4, new byte[16], "7")))
        .startsWith("refused, it lists a storage that no tensor uses");
    assertThat(Refusal.torch(soundLegacy(4, new byte[40], "0", "0")))
        .startsWith("refused, it lists a storage that no tensor uses, or one twice");
    assertThat(Refusal.torch(soundLegacy(4, new byte[16])))
        .startsWith("24 bytes follow its last storage");
  }

  @Test
  void otherFilesAreNamedAsSuch() {
    String message =
        "is not a weight file (neither a zip, nor a pickle of protocol 2, nor safetensors)";
    assertThat(Refusal.torch(new byte[0])).startsWith(message);
    assertThat(Refusal.torch("<html>404</html>".getBytes(StandardCharsets.US_ASCII)))
        .startsWith(message);
    assertThat(Refusal.torch(new PickleBytes().number(7).stop()))
        .startsWith("is a pickle, but not one of torch.save");
    assertThatThrownBy(() -> TorchFile.read(Path.of("no/such.pth")))
        .isInstanceOf(KindredException.class)
        .hasMessage("no/such.pth: no such weight file; check the path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain-zip.pth", "plain-legacy.pth", "types-zip.pth"})
  void everyCutIsRefused(String name) throws IOException {
    byte[] file = Files.readAllBytes(FILES.resolve(name));
    for (int length = 0; length < file.length; length++) {
      assertThat(Refusal.torch(Arrays.copyOf(file, length))).isNotEmpty();
    }
  }

  /** A flipped bit is refused in one line or harmless; it never ends in another exception. */
  @ParameterizedTest
  @ValueSource(strings = {"plain-zip.pth", "plain-legacy.pth", "views-zip.pth"})
  void flippedBitsNeverBreakTheReader(String name) throws IOException {
    byte[] file = Files.readAllBytes(FILES.resolve(name));
    int refused = 0;
    for (int i = 0; i < file.length * 8; i += 3) {
      byte[] flipped = file.clone();
      flipped[i / 8] ^= (byte) (1 << i % 8);
      try {
        assertThat(TorchFile.read(ByteBuffer.wrap(flipped), "x").tensors()).isNotNull();
      } catch (KindredException e) {
        assertThat(e.getMessage()).startsWith("x: ").doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(100);
  }
}
