package dev.kindred.embed;

import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a table of embeddings. */
final class EmbeddingColumns {
  static final String ID = "id";
  static final String PATH = "path";
  static final String CLASS = "class";
  static final String SPLIT = "split";
  static final String EMBEDDING = "embedding";

  /** What {@code embed} writes. */
  static final StructType SCHEMA =
      DataTypes.createStructType(
          List.of(
              required(ID, DataTypes.IntegerType),
              required(PATH, DataTypes.StringType),
              required(CLASS, DataTypes.StringType),
              required(SPLIT, DataTypes.StringType),
              required(EMBEDDING, DataTypes.createArrayType(DataTypes.FloatType, false))));

  private EmbeddingColumns() {}

  private static StructField required(String name, DataType type) {
    return DataTypes.createStructField(name, type, false);
  }
}
