package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.KindredException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit that changed at rest is told. */
class WeightChecksumTest {
  private static final StateDict DICT =
      StateDict.of(
          "test",
          List.of(
              new Tensor("conv.weight", new int[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6}),
              new Tensor("head.bias", new int[] {2}, new float[] {-0.5f, 0})));

  private static byte[] file() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(DICT, Map.of("backbone", "b"), out);
    return out.toByteArray();
  }

  private static StateDict read(byte[] file) throws IOException {
    return WeightFile.read(new ByteArrayInputStream(file), file.length, "w.safetensors");
  }

  @Test
  void noFlippedBitOfTensorsOrTheirNamesIsUsed() throws IOException {
    byte[] whole = file();
    assertThat(read(whole).get("conv.weight").data()).containsExactly(1, 2, 3, 4, 5, 6);
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    int named = text.indexOf("conv.weight");
    for (int at = named; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << bit);
        // Blanks of the padding may become others; the tensors are then as they were.
        if (Character.isWhitespace(damaged[at]) && Character.isWhitespace(whole[at])) {
          continue;
        }
        assertThatThrownBy(() -> read(damaged))
            .as("byte %d, bit %d", at, bit)
            .isInstanceOf(KindredException.class)
            .hasMessageStartingWith("w.safetensors: ");
      }
    }
    whole[whole.length - 1] ^= 1;
    assertThatThrownBy(() -> read(whole))
        .hasMessage(
            "w.safetensors: its tensors are not those of its checksum; the file is cut short or"
                + " damaged, fetch it again");
  }

  @Test
  void aChecksumBesideAFileIsCompared(@TempDir Path dir) throws IOException {
    Path file = Files.write(dir.resolve("w.safetensors"), file());
    String sum = Checksums.of(Files.newInputStream(file));
    Path beside = dir.resolve("w.safetensors.sha256");
    for (String text :
        List.of(sum, sum + "  w.safetensors\n", sum.toUpperCase(java.util.Locale.ROOT))) {
      Files.writeString(beside, text);
      assertThatCode(() -> WeightSource.read(file.toString(), new Configuration()))
          .doesNotThrowAnyException();
    }
    Files.writeString(beside, "0" + sum.substring(1));
    if (sum.startsWith("0")) {
      Files.writeString(beside, "1" + sum.substring(1));
    }
    assertThatThrownBy(() -> WeightSource.read(file.toString(), new Configuration()))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("its SHA-256 is not that in " + beside);
    Files.writeString(beside, "no sum");
    assertThatThrownBy(() -> WeightSource.read(file.toString(), new Configuration()))
        .hasMessageContaining("has no SHA-256 as sha256sum writes it");
  }

  @Test
  void aNamedPipeIsNotWaitedFor(@TempDir Path dir) throws IOException, InterruptedException {
    Path pipe = dir.resolve("w.pth");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> WeightSource.read(pipe.toString(), new Configuration()))
        .isInstanceOf(KindredException.class)
        .hasMessage(pipe + ": is not a plain file; check the path");
    assertThatThrownBy(() -> WeightFile.read(pipe))
        .hasMessage(pipe + ": is not a plain file; check the path");
  }

  @Test
  void whatTheHeapCannotHoldIsToldWithTheFigure() {
    assertThatCode(() -> HeapRoom.check("w", 100 << 20, 25 << 20, 512L << 20))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> HeapRoom.check("w", 1L << 30, 1L << 28, 2048L << 20))
        .isInstanceOf(KindredException.class)
        .hasMessage(
            "w: takes 2,048 MiB to read, which the heap of 2,048 MiB does not have; check that these"
                + " are the right weights, then give KINDRED_DRIVER_MEMORY=3g");
  }
}
