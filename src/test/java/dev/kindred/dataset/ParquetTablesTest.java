package dev.kindred.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTablesTest {
  private static final String PATHS =
      "message t { required binary image (UTF8); optional int64 width; required int32 label; required binary split (UTF8); }";

  @TempDir Path root;

  @Test
  void paths() throws IOException {
    Parquets.write(
        root.resolve("list.parquet"),
        PATHS,
        null,
        4,
        (g, i) ->
            g.append("image", "a/" + i + ".jpg")
                .append("label", i / 2)
                .append("split", i < 2 ? "train" : "test"));
    Reading reading = Reads.of(root);
    assertThat(Reads.images(reading))
        .containsExactly("TRAIN 0 a/0.jpg", "TRAIN 0 a/1.jpg", "TEST 1 a/2.jpg", "TEST 1 a/3.jpg");
    assertThat(reading.warnings())
        .containsExactly("of the table's columns these are not used: width");
    assertThat(reading.origin().rows()).isFalse();
  }

  @Test
  void bytesInPartsOfHuggingFace() throws IOException {
    for (String part :
        new String[] {"train-00000-of-00002", "train-00001-of-00002", "test-00000-of-00001"}) {
      Parquets.images(root.resolve("data/" + part + ".parquet"), 30, i -> new byte[] {(byte) i, 7});
    }
    Reading reading = Reads.of(root);
    assertThat(reading.manifest().images()).hasSize(90);
    assertThat(reading.manifest().classNames()).containsExactly("cat", "dog");
    assertThat(reading.manifest().images().get(31))
        .isEqualTo(new ImageRef("data/train-00000-of-00002.parquet#1", 0, Split.TRAIN));
    assertThat(reading.manifest().images().get(0).split()).isEqualTo(Split.TEST);
    try (ParquetImages images = new ParquetImages(new Configuration(), root.toString())) {
      for (int i : new int[] {0, 1, 5, 6, 29, 3, 17}) {
        assertThat(images.read("data/train-00001-of-00002.parquet#" + i))
            .containsExactly((byte) i, 7);
      }
    }
  }

  @Test
  void whatIsNoParquetIsSaid() throws IOException {
    Files.write(root.resolve("x.parquet"), new byte[100]);
    assertThatThrownBy(() -> Reads.of(root))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("x.parquet cannot be read as Parquet");
  }
}
