package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Which columns of a Parquet file hold what.
 *
 * @param names of all columns that a header could name
 * @param image name of the image's column
 * @param hasBytes whether it holds encoded bytes, not a path
 * @param small the columns that are read to learn what there is
 */
record ParquetColumns(List<String> names, String image, boolean hasBytes, MessageType small) {
  private static final String BYTES = "bytes";
  private static final String PATH = "path";

  static ParquetColumns of(MessageType schema, List<BlockMetaData> groups) {
    Type image = image(schema);
    boolean bytes = holdsBytes(image) && !isAllNull(image, groups);
    List<String> names = new ArrayList<>();
    List<Type> small = new ArrayList<>();
    for (Type field : schema.getFields()) {
      boolean isImage = field.getName().equals(image.getName());
      if (!field.getName().startsWith("__")) {
        names.add(field.getName());
      }
      if ((isImage && !bytes)
          || (!isImage && ParquetTable.isSmall(field) && Column.of(field.getName()).isPresent())) {
        small.add(isImage && !field.isPrimitive() ? onlyPath(field) : field);
      }
    }
    return new ParquetColumns(
        names, image.getName(), bytes, new MessageType(schema.getName(), small));
  }

  /** The column with the bytes alone, to read them. */
  static MessageType bytes(MessageType schema) {
    Type image = image(schema);
    Type only =
        image.isPrimitive() ? image : image.asGroupType().withNewFields(field(image, BYTES));
    return new MessageType(schema.getName(), only);
  }

  private static Type onlyPath(Type image) {
    return image.asGroupType().withNewFields(field(image, PATH));
  }

  private static Type field(Type group, String name) {
    return group.asGroupType().getType(name);
  }

  /** A column of bytes whose name is an image's, else one with a path. */
  private static Type image(MessageType schema) {
    List<Type> found =
        schema.getFields().stream()
            .filter(f -> Column.PATH.is(f.getName()) || Column.PATH.may(f.getName()))
            .toList();
    List<Type> bytes = found.stream().filter(ParquetColumns::holdsBytes).toList();
    List<Type> which = bytes.isEmpty() ? found : bytes;
    List<Type> strong = which.stream().filter(f -> Column.PATH.is(f.getName())).toList();
    which = strong.isEmpty() ? which : strong;
    if (which.size() == 1) {
      return which.get(0);
    }
    List<String> names = schema.getFields().stream().map(Type::getName).toList();
    throw new KindredException(
        Exit.BAD_DATA,
        which.isEmpty()
            ? "the Parquet table has no column named as an image or a path (it has %s); name it image or path"
                .formatted(String.join(", ", names))
            : "columns '%s' and '%s' of the Parquet table could both be the image; rename one of them"
                .formatted(which.get(0).getName(), which.get(1).getName()));
  }

  private static boolean holdsBytes(Type type) {
    if (!type.isPrimitive()) {
      return type.asGroupType().containsField(BYTES);
    }
    return type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BINARY
        && !(type.getLogicalTypeAnnotation()
            instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation);
  }

  private static boolean isAllNull(Type image, List<BlockMetaData> groups) {
    if (image.isPrimitive() || !image.asGroupType().containsField(PATH)) {
      return false;
    }
    for (BlockMetaData group : groups) {
      for (ColumnChunkMetaData c : group.getColumns()) {
        Statistics<?> s = c.getStatistics();
        if (c.getPath().toDotString().equals(image.getName() + "." + BYTES)
            && (s == null || !s.isNumNullsSet() || s.getNumNulls() < c.getValueCount())) {
          return false;
        }
      }
    }
    return true;
  }

  /** The path in a row whose image is not in the table. */
  String path(Group row) {
    int i = row.getType().getFieldIndex(image);
    if (row.getFieldRepetitionCount(i) == 0) {
      return "";
    }
    if (row.getType().getType(i).isPrimitive()) {
      return row.getValueToString(i, 0);
    }
    Group group = row.getGroup(i, 0);
    int path = group.getType().getFieldIndex(PATH);
    return group.getFieldRepetitionCount(path) == 0 ? "" : group.getValueToString(path, 0);
  }

  /** The encoded image in a row; null when there is none. */
  static byte[] bytesOf(Group row) {
    if (row.getFieldRepetitionCount(0) == 0) {
      return null;
    }
    if (row.getType().getType(0).isPrimitive()) {
      return row.getBinary(0, 0).getBytes();
    }
    Group group = row.getGroup(0, 0);
    return group.getFieldRepetitionCount(0) == 0 ? null : group.getBinary(0, 0).getBytes();
  }
}
