package dev.kindred.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.run.RunFolder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes as NumPy's format 1.0 has them. */
final class EmbeddingFilesTest {
  @TempDir Path temp;

  @Test
  void arrayAndRows() throws Exception {
    EmbeddingSet set =
        new EmbeddingSet(
            new float[] {1, 0, 0, 0.6f, 0.8f, 0}, 3, new int[] {1, 0}, new int[] {4, 7});
    RunFolder folder = new RunFolder(temp.toString(), "r1", new Configuration());
    EmbeddingFiles.write(folder, "test", set, List.of("a\tcat", "dog"));

    byte[] bytes = Files.readAllBytes(temp.resolve("embeddings/test.npy"));
    assertThat(bytes).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = file.getShort(8);
    assertThat((10 + header) % 64).isZero();
    assertThat(new String(bytes, 10, header, StandardCharsets.US_ASCII))
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }")
        .endsWith("\n");
    float[] rows = new float[6];
    file.position(10 + header).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(rows);
    assertThat(rows).isEqualTo(set.rows());
    assertThat(bytes).hasSize(10 + header + 24);

    assertThat(temp.resolve("embeddings/test.tsv"))
        .hasContent("id\tlabel\tclass\n4\t1\tdog\n7\t0\ta cat\n");
  }
}
