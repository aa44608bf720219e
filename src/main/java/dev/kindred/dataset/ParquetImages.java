package dev.kindred.dataset;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Encoded images that are rows of Parquet files, cheapest in the order of the rows: a row group's
 * images are read together. Inside tasks; not thread-safe.
 */
public final class ParquetImages implements AutoCloseable {
  /** Of a row group's images together: they are all in memory at once. */
  private static final long MAX_GROUP = 1L << 30;

  private final Configuration conf;
  private final Path root;
  private String name;
  private ParquetFileReader file;
  private ParquetRowReader rows;

  /** Of a data folder. */
  public ParquetImages(Configuration conf, String root) {
    this.conf = conf;
    this.root = new Path(root);
  }

  /**
   * Bytes of one image; null when the row has none.
   *
   * @param row {@code file#row}
   * @throws IOException when the file cannot be read
   */
  public byte[] read(String row) throws IOException {
    int cut = row.lastIndexOf('#');
    String asked = row.substring(0, cut);
    long number = Long.parseLong(row.substring(cut + 1));
    try {
      if (!asked.equals(name) || number < rows.row()) {
        open(asked);
      }
      rows.skipTo(number);
      Group g = rows.next();
      return g == null ? null : ParquetColumns.bytesOf(g);
    } catch (RuntimeException e) {
      name = null;
      throw new IOException(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  private void open(String asked) throws IOException {
    close();
    file = ParquetFileReader.open(HadoopInputFile.fromPath(SafePath.resolve(root, asked), conf));
    MessageType schema = file.getFooter().getFileMetaData().getSchema();
    MessageType bytes = ParquetColumns.bytes(schema);
    String column = bytes.getFieldName(0);
    for (var group : file.getRowGroups()) {
      long size =
          group.getColumns().stream()
              .filter(c -> c.getPath().toArray()[0].equals(column))
              .mapToLong(c -> c.getTotalUncompressedSize())
              .sum();
      if (size > MAX_GROUP) {
        throw new IOException(
            "a row group of %,d bytes of images, more than %,d; write smaller row groups"
                .formatted(size, MAX_GROUP));
      }
    }
    file.setRequestedSchema(bytes);
    rows = new ParquetRowReader(file, bytes, schema);
    name = asked;
  }

  @Override
  public void close() throws IOException {
    name = null;
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
