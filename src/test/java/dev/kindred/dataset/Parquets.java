package dev.kindred.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Small Parquet files with several row groups. */
public final class Parquets {
  private static final String HUGGING_FACE =
      "message schema { optional group image { optional binary bytes; optional binary path (UTF8); } optional int64 label; }";
  private static final String NAMES =
      "{\"info\": {\"features\": {\"image\": {\"_type\": \"Image\"},"
          + " \"label\": {\"names\": [\"cat\", \"dog\"], \"_type\": \"ClassLabel\"}}}}";

  private Parquets() {}

  /** As Hugging Face's library writes images: the first half cats, the rest dogs. */
  public static void images(Path file, int rows, IntFunction<byte[]> image) throws IOException {
    write(
        file,
        HUGGING_FACE,
        Map.of("huggingface", NAMES),
        rows,
        (g, i) -> {
          g.addGroup("image").append("bytes", Binary.fromConstantByteArray(image.apply(i)));
          g.append("label", 2L * i / rows);
        });
  }

  static void write(
      Path file, String schema, Map<String, String> meta, int rows, BiConsumer<Group, Integer> fill)
      throws IOException {
    Files.createDirectories(file.getParent());
    MessageType type = MessageTypeParser.parseMessageType(schema);
    SimpleGroupFactory groups = new SimpleGroupFactory(type);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withType(type)
            .withExtraMetaData(meta == null ? Map.of() : meta)
            .withRowGroupSize(200L)
            .withMinRowCountForPageSizeCheck(1)
            .build()) {
      for (int i = 0; i < rows; i++) {
        Group group = groups.newGroup();
        fill.accept(group, i);
        writer.write(group);
      }
    }
  }
}
