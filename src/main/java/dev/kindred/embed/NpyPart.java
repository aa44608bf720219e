package dev.kindred.embed;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * Some rows of an array, read by a task.
 *
 * @param file the array
 * @param header of the file
 * @param from first row
 * @param lines of the table for these rows
 */
record NpyPart(String file, NpyHeader header, int from, ArrayList<Line> lines)
    implements Serializable {
  /** A line of the table; {@code split} may be null. */
  record Line(String id, String className, String split) implements Serializable {}

  Iterator<ForeignRow> rows(Configuration conf) throws IOException {
    Path path = new Path(file);
    int d = header.d();
    ByteBuffer bytes =
        ByteBuffer.allocate(lines.size() * d * header.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    try (FSDataInputStream in = path.getFileSystem(conf).open(path)) {
      in.readFully(header.start() + (long) from * d * header.bytes(), bytes.array());
    }
    List<ForeignRow> rows = new ArrayList<>(lines.size());
    for (Line line : lines) {
      float[] row = new float[d];
      for (int j = 0; j < d; j++) {
        row[j] = header.bytes() == Float.BYTES ? bytes.getFloat() : (float) bytes.getDouble();
      }
      rows.add(new ForeignRow(line.id, line.className, line.split, row));
    }
    return rows.iterator();
  }
}
