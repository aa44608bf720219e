package dev.kindred.embed;

import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Embeddings as files: {@code <name>.npy} ({@code [n, d]} float32, NumPy's <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">format 1.0</a>) and
 * {@code <name>.tsv} with a line a row: image id, class id, class name.
 */
public final class EmbeddingFiles {
  private static final int ALIGNMENT = 64;
  private static final int PREFIX = 10;
  private static final int BUFFER = 1 << 20;

  private EmbeddingFiles() {}

  /**
   * Writes both files into the run's folder.
   *
   * @param classNames by class id
   */
  public static void write(
      RunFolder folder, String name, EmbeddingSet set, List<String> classNames) {
    String path = RunFiles.EMBEDDINGS + "/" + name;
    folder.write(
        path + ".npy",
        out -> {
          BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
          npy(set, buffered);
          buffered.flush();
        });
    StringBuilder rows = new StringBuilder("id\tlabel\tclass\n");
    for (int i = 0; i < set.n(); i++) {
      int label = set.labels()[i];
      rows.append(set.ids()[i]).append('\t').append(label).append('\t');
      rows.append(classNames.get(label).replaceAll("[\\t\\r\\n]", " ")).append('\n');
    }
    folder.write(path + ".tsv", rows.toString());
  }

  static void npy(EmbeddingSet set, OutputStream out) throws IOException {
    String header =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
            set.n(),
            set.d());
    int length = PREFIX + header.length() + 1;
    int padding = Math.floorMod(-length, ALIGNMENT);
    header += " ".repeat(padding) + "\n";
    ByteBuffer start = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
    start.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    start.put((byte) 1).put((byte) 0).putShort((short) header.length());
    out.write(start.array());
    out.write(header.getBytes(StandardCharsets.US_ASCII));
    ByteBuffer row = ByteBuffer.allocate(set.d() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < set.n(); i++) {
      row.asFloatBuffer().put(set.rows(), i * set.d(), set.d());
      out.write(row.array());
    }
  }
}
