package dev.kindred.dataset;

import java.io.IOException;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Rows of a Parquet file in their order; row groups can be skipped. Not thread-safe. */
final class ParquetRowReader {
  private final ParquetFileReader file;
  private final MessageType schema;
  private final MessageColumnIO columns;
  private RecordReader<Group> group;
  private long left;
  private int nextGroup;
  private long row;

  ParquetRowReader(ParquetFileReader file, MessageType wanted, MessageType whole) {
    this.file = file;
    this.schema = wanted;
    this.columns = new ColumnIOFactory().getColumnIO(wanted, whole);
  }

  /** Number of the row that {@link #next} returns, from 0. */
  long row() {
    return row;
  }

  /** Null at the end. */
  Group next() throws IOException {
    while (left == 0) {
      PageReadStore pages = file.readNextRowGroup();
      if (pages == null) {
        return null;
      }
      nextGroup++;
      left = pages.getRowCount();
      group = columns.getRecordReader(pages, new GroupRecordConverter(schema));
    }
    left--;
    row++;
    return group.read();
  }

  /** Goes forward to a row. */
  void skipTo(long target) throws IOException {
    while (row < target) {
      if (left > 0) {
        if (target >= row + left) {
          row += left;
          left = 0;
        } else {
          next();
        }
        continue;
      }
      long rows = file.getRowGroups().get(nextGroup).getRowCount();
      if (row + rows <= target) {
        file.skipNextRowGroup();
        nextGroup++;
        row += rows;
      } else if (next() == null) {
        return;
      }
    }
  }
}
