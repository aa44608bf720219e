package dev.kindred.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.kindred.embed.ParquetTables;
import dev.kindred.retrieval.Clusters;
import dev.kindred.run.DriverOnly;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which image is in which cluster, as a table: id, path, class, split, cluster, distance. */
@DriverOnly
final class ClusterTable {
  private static final StructType COLUMNS =
      DataTypes.createStructType(
          List.of(
              column("id", DataTypes.IntegerType),
              column("path", DataTypes.StringType),
              column("class", DataTypes.StringType),
              column("split", DataTypes.StringType),
              column("cluster", DataTypes.IntegerType),
              column("distance", DataTypes.DoubleType)));

  private final Looked images;
  private final Clusters clusters;

  ClusterTable(Looked images, Clusters clusters) {
    this.images = images;
    this.clusters = clusters;
  }

  private static StructField column(String name, DataType type) {
    return DataTypes.createStructField(name, type, false);
  }

  /** Writes {@code name.parquet} or {@code name.csv}, and removes the other. */
  String write(JobContext context, String name, boolean parquet) {
    String file = name + (parquet ? ".parquet" : ".csv");
    if (parquet) {
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < images.ids().length; i++) {
        rows.add(RowFactory.create(row(i)));
      }
      ParquetTables.write(context.spark(), rows, COLUMNS, context.folder().stage(file));
      context.folder().publish(file);
    } else {
      context
          .folder()
          .write(
              file,
              out -> {
                CsvWriter csv =
                    CsvWriter.builder().build(new OutputStreamWriter(out, StandardCharsets.UTF_8));
                csv.writeRecord(COLUMNS.fieldNames());
                for (int i = 0; i < images.ids().length; i++) {
                  Object[] cells = row(i);
                  String[] texts = new String[cells.length];
                  for (int j = 0; j < cells.length; j++) {
                    texts[j] = cells[j].toString();
                  }
                  csv.writeRecord(texts);
                }
                csv.flush();
              });
    }
    context.folder().delete(name + (parquet ? ".csv" : ".parquet"));
    return file;
  }

  private Object[] row(int i) {
    int id = images.ids()[i];
    return new Object[] {
      id,
      images.path(id),
      images.className(id),
      images.split(id),
      clusters.cluster()[i],
      clusters.distance()[i]
    };
  }
}
