package dev.kindred.embed;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * A row of a table that somebody else wrote; nothing of it is checked yet.
 *
 * @param id may be null
 * @param className may be null
 * @param split may be null
 * @param embedding null where it or one of its numbers is missing
 */
@SuppressWarnings("ArrayRecordComponent") // one embedding
record ForeignRow(String id, String className, String split, float[] embedding)
    implements Serializable {
  /** The class of a row of a table without classes. */
  static final String NO_CLASS = "";

  static ForeignRow of(Row row) {
    return new ForeignRow(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.isNullAt(3) ? null : numbers(row.getList(3)));
  }

  private static float[] numbers(List<Float> list) {
    float[] numbers = new float[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      Float number = list.get(i);
      if (number == null) {
        return null;
      }
      numbers[i] = number;
    }
    return numbers;
  }

  /** What is wrong with this row alone; null if nothing is. */
  String problem() {
    if (id == null) {
      return "has a row without an id";
    }
    if (className == null) {
      return "has no class for id " + id;
    }
    if (embedding == null || embedding.length == 0) {
      return "has no embedding for id " + id;
    }
    if (split != null && ForeignHeads.split(split) == null) {
      return "has split '%s' for id %s; expected train, test, query or gallery"
          .formatted(split, id);
    }
    for (int i = 0; i < embedding.length; i++) {
      if (!Float.isFinite(embedding[i])) {
        return "has %s in place %d of the embedding of id %s; remove the row or compute it again"
            .formatted(embedding[i], i, id);
      }
    }
    return null;
  }
}
