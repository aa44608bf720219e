package dev.kindred.embed;

import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Embeddings as Parquet, written and read by the executors. */
@DriverOnly
public final class ParquetTables {
  private ParquetTables() {}

  private static SparkSession session(JavaSparkContext spark) {
    return SparkSession.builder().config(spark.getConf()).getOrCreate();
  }

  /**
   * Adds rows to the folder, a file a block: id, path, class, split, embedding as float[].
   *
   * @param to where nothing else is written
   */
  public static void append(
      JavaSparkContext spark, JavaRDD<EmbeddingSet> blocks, ImageNames names, Path to) {
    Broadcast<ImageNames> sent = spark.broadcast(names);
    try {
      session(spark)
          .createDataFrame(
              blocks.flatMap(block -> sent.value().rows(block)), EmbeddingColumns.SCHEMA)
          .write()
          .mode(SaveMode.Append)
          // Floats of embeddings do not compress.
          .option("compression", "uncompressed")
          .parquet(to.toString());
    } finally {
      sent.unpersist(false);
    }
  }

  /**
   * Writes a small table of the driver, one file in a folder.
   *
   * @param to where nothing is yet, or an empty folder
   */
  public static void write(JavaSparkContext spark, List<Row> rows, StructType columns, Path to) {
    session(spark)
        .createDataFrame(rows, columns)
        .coalesce(1)
        .write()
        .mode(SaveMode.Append)
        .parquet(to.toString());
  }

  /**
   * Rows of a file or folder.
   *
   * @param labelled whether there has to be a column of classes
   * @throws KindredException with {@link Exit#BAD_DATA} when it is no Parquet or lacks a column
   */
  static JavaRDD<ForeignRow> read(JavaSparkContext spark, String path, boolean labelled) {
    Dataset<Row> table = open(spark, path);
    List<String> columns = Arrays.asList(table.columns());
    require(columns, EmbeddingColumns.ID, path);
    if (labelled) {
      require(columns, EmbeddingColumns.CLASS, path);
    }
    require(columns, EmbeddingColumns.EMBEDDING, path);
    DataType type = table.schema().apply(EmbeddingColumns.EMBEDDING).dataType();
    if (!(type instanceof ArrayType array
        && (array.elementType().equals(DataTypes.FloatType)
            || array.elementType().equals(DataTypes.DoubleType)))) {
      throw new KindredException(
          Exit.BAD_DATA,
          "column embedding of %s is %s; expected an array of float or double"
              .formatted(path, type.simpleString()));
    }
    Column split =
        columns.contains(EmbeddingColumns.SPLIT)
            ? functions.col(EmbeddingColumns.SPLIT)
            : functions.lit(null);
    return table
        .select(
            functions.col(EmbeddingColumns.ID).cast(DataTypes.StringType),
            (columns.contains(EmbeddingColumns.CLASS)
                    ? functions.col(EmbeddingColumns.CLASS)
                    : functions.lit(ForeignRow.NO_CLASS))
                .cast(DataTypes.StringType),
            split.cast(DataTypes.StringType),
            functions
                .col(EmbeddingColumns.EMBEDDING)
                .cast(DataTypes.createArrayType(DataTypes.FloatType)))
        .javaRDD()
        .map(ForeignRow::of);
  }

  private static Dataset<Row> open(JavaSparkContext spark, String path) {
    try {
      return session(spark).read().parquet(path);
    } catch (Exception e) {
      // Spark throws checked exceptions out of methods that do not declare them.
      throw new KindredException(
          Exit.BAD_DATA, "%s cannot be read as Parquet: %s".formatted(path, reason(e)), e);
    }
  }

  /** The line that says most: of what failed in a task, Spark hands on the text only. */
  static String reason(Exception e) {
    String[] lines = String.valueOf(e.getMessage()).split("\n", -1);
    String reason = lines[0];
    for (String line : lines) {
      if (line.startsWith("Caused by: ")) {
        reason = line.replaceFirst("Caused by: [\\w.$]+: ", "");
      }
    }
    return reason;
  }

  private static void require(List<String> columns, String name, String path) {
    if (!columns.contains(name)) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s has no column %s; expected id, class, embedding and, where there are splits, split"
              .formatted(path, name));
    }
  }
}
