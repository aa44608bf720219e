package dev.kindred.embed;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A NumPy array with a table beside it: {@code x.npy} and {@code x.tsv}, whose first line names the
 * columns, class among them; id is the row's number where there is none. The executors read the
 * array, each some rows.
 */
@DriverOnly
final class NpyTable {
  private static final int PART_BYTES = 16 << 20;

  private NpyTable() {}

  static JavaRDD<ForeignRow> read(
      JavaSparkContext spark, Configuration hadoop, String path, boolean labelled) {
    NpyHeader header = header(hadoop, new Path(path));
    String table = path.substring(0, path.length() - ".npy".length()) + ".tsv";
    List<NpyPart.Line> lines = lines(hadoop, path, table, labelled);
    if (lines.size() != header.n()) {
      throw bad("%s has %,d rows, %s has %,d".formatted(path, header.n(), table, lines.size()));
    }
    int rows = Math.max(1, PART_BYTES / header.bytes() / Math.max(1, header.d()));
    List<NpyPart> parts = new ArrayList<>();
    for (int from = 0; from < lines.size(); from += rows) {
      parts.add(
          new NpyPart(
              path,
              header,
              from,
              new ArrayList<>(lines.subList(from, Math.min(lines.size(), from + rows)))));
    }
    Broadcast<SerializableConfiguration> conf =
        spark.broadcast(new SerializableConfiguration(hadoop));
    return spark
        .parallelize(parts, Math.max(1, parts.size()))
        .flatMap(part -> part.rows(conf.value().value()));
  }

  private static NpyHeader header(Configuration hadoop, Path path) {
    try {
      FileSystem fs = path.getFileSystem(hadoop);
      long length = fs.getFileStatus(path).getLen();
      try (FSDataInputStream in = fs.open(path)) {
        NpyHeader header = NpyHeader.read(in);
        if (header.end() != length) {
          throw new IOException(
              "has %,d bytes instead of %,d; copy it again".formatted(length, header.end()));
        }
        return header;
      }
    } catch (EOFException e) {
      throw bad(path + " is no NumPy file", e);
    } catch (IOException e) {
      throw bad(path + " " + e.getMessage(), e);
    }
  }

  private static List<NpyPart.Line> lines(
      Configuration hadoop, String path, String table, boolean labelled) {
    Path file = new Path(table);
    List<NpyPart.Line> lines = new ArrayList<>();
    try {
      FileSystem fs = file.getFileSystem(hadoop);
      if (!fs.exists(file)) {
        throw bad(
            "%s needs %s beside it: a line of column names (class; id and split if there are any),"
                    .formatted(path, table)
                + " then a line a row, tabs between");
      }
      try (BufferedReader in =
          new BufferedReader(new InputStreamReader(fs.open(file), StandardCharsets.UTF_8))) {
        String head = in.readLine();
        List<String> columns =
            Arrays.asList(
                (head == null ? "" : head.strip()).toLowerCase(Locale.ROOT).split("\t", -1));
        int ofClass = columns.indexOf(EmbeddingColumns.CLASS);
        if (ofClass < 0 && labelled) {
          throw bad("%s line 1 has no column class; it has to name the columns".formatted(table));
        }
        int ofId = columns.indexOf(EmbeddingColumns.ID);
        int ofSplit = columns.indexOf(EmbeddingColumns.SPLIT);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          String[] cells = line.split("\t", -1);
          if (cells.length != columns.size()) {
            throw bad(
                "%s line %d has %d columns instead of %d"
                    .formatted(table, lines.size() + 2, cells.length, columns.size()));
          }
          lines.add(
              new NpyPart.Line(
                  ofId < 0 ? Integer.toString(lines.size()) : cells[ofId],
                  ofClass < 0 ? ForeignRow.NO_CLASS : cells[ofClass],
                  ofSplit < 0 ? null : cells[ofSplit]));
        }
      }
      return lines;
    } catch (IOException e) {
      throw bad("%s cannot be read: %s".formatted(table, e.getMessage()), e);
    }
  }

  private static KindredException bad(String message) {
    return new KindredException(Exit.BAD_DATA, message);
  }

  private static KindredException bad(String message, IOException e) {
    return new KindredException(Exit.BAD_DATA, message, e);
  }
}
