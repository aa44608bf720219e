package dev.kindred.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The small columns of one Parquet file as text.
 *
 * @param names of the columns
 * @param rows cells; that of the image is its path, or {@code file#row} where the table has its
 *     bytes
 * @param hasBytes whether it has
 * @param file with the average length of a row
 */
record ParquetTable(List<String> names, List<List<String>> rows, boolean hasBytes, DataFile file) {
  private static final long MAX_GROUP = 512L << 20;

  static ParquetTable read(DataRoot root, String file) throws IOException {
    Path path = SafePath.resolve(root.path(), file);
    Child found = root.lister().look(path);
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, root.conf()))) {
      MessageType schema = reader.getFooter().getFileMetaData().getSchema();
      ParquetColumns columns = ParquetColumns.of(schema, reader.getFooter().getBlocks());
      checkSize(file, columns, reader.getFooter().getBlocks());
      reader.setRequestedSchema(columns.small());
      List<List<String>> names =
          classNames(reader.getFooter().getFileMetaData().getKeyValueMetaData(), columns);
      List<List<String>> rows = new ArrayList<>();
      ParquetRowReader groups = new ParquetRowReader(reader, columns.small(), schema);
      for (Group g = groups.next(); g != null; g = groups.next()) {
        rows.add(cells(g, columns, names, file + "#" + rows.size()));
      }
      long each = found.bytes() / Math.max(1, rows.size());
      return new ParquetTable(
          columns.names(), rows, columns.hasBytes(), new DataFile(file, each, found.modified()));
    }
  }

  private static void checkSize(String file, ParquetColumns columns, List<BlockMetaData> groups) {
    for (BlockMetaData group : groups) {
      long bytes =
          group.getColumns().stream()
              .filter(c -> columns.small().containsField(c.getPath().toArray()[0]))
              .mapToLong(c -> c.getTotalUncompressedSize())
              .sum();
      if (bytes < 0 || bytes > MAX_GROUP) {
        throw new KindredException(
            Exit.BAD_DATA,
            "%s has a row group of %,d bytes without its images, more than %,d; write smaller row groups"
                .formatted(file, bytes, MAX_GROUP));
      }
    }
  }

  private static List<String> cells(
      Group g, ParquetColumns columns, List<List<String>> names, String row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < columns.names().size(); i++) {
      String field = columns.names().get(i);
      if (field.equals(columns.image())) {
        cells.add(columns.hasBytes() ? row : columns.path(g));
      } else if (!columns.small().containsField(field)) {
        cells.add("");
      } else {
        String text = text(g, field);
        List<String> known = names.get(i);
        cells.add(known.isEmpty() || text.isEmpty() ? text : known.get(Integer.parseInt(text)));
      }
    }
    return cells;
  }

  private static String text(Group g, String field) {
    int i = g.getType().getFieldIndex(field);
    return g.getFieldRepetitionCount(i) == 0 ? "" : g.getValueToString(i, 0);
  }

  /** Names of the numbers in each column, where Hugging Face's library has written them down. */
  private static List<List<String>> classNames(Map<String, String> meta, ParquetColumns columns)
      throws IOException {
    String json = meta.get("huggingface");
    JsonNode features =
        json == null
            ? new ObjectMapper().createObjectNode()
            : new ObjectMapper().readTree(json).path("info").path("features");
    List<List<String>> all = new ArrayList<>();
    for (String column : columns.names()) {
      List<String> names = new ArrayList<>();
      features.path(column).path("names").forEach(n -> names.add(n.asText()));
      all.add(names);
    }
    return all;
  }

  /** Whether a column can be shown as text. */
  static boolean isSmall(Type type) {
    return type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED);
  }
}
