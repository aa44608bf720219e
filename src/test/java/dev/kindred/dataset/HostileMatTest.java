package dev.kindred.dataset;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.KindredException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MAT files that would fill the memory. */
class HostileMatTest {
  @TempDir Path dir;

  private void assertRefused(byte[] elements, String why) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(128 + elements.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(124, (byte) 0).put(125, (byte) 1).put(126, (byte) 'I').put(127, (byte) 'M');
    file.put(128, elements);
    Files.write(dir.resolve("cars_annos.mat"), file.array());
    assertThatThrownBy(
            () ->
                Datasets.read(
                    new Configuration(), dir.toString(), "cars196", new ReadOptions(false, 0.5)))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("cars_annos.mat is not the MAT file that it should be (")
        .hasMessageContaining(why);
  }

  private static byte[] element(int type, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(type)
        .putInt(content.length)
        .put(content)
        .array();
  }

  @Test
  void aBombIsNotInflated() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED))) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 300; i++) {
        out.write(zeros);
      }
    }
    assertRefused(element(15, packed.toByteArray()), "far larger than those of any list");
  }

  @Test
  void sizesAreComparedWithTheFile() throws IOException {
    byte[] long1 = element(14, new byte[16]);
    long1[7] = 0x7f;
    assertRefused(long1, "an element reaches beyond its end");
    assertRefused(element(15, new byte[] {1, 2, 3}), "cannot be inflated");
  }
}
