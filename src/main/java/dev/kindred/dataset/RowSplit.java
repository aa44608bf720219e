package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Locale;

/** The split that a table's row is in: by a word, or by columns that say yes or no. */
final class RowSplit {
  private RowSplit() {}

  /**
   * Null when the table does not say.
   *
   * @param hasTest whether other rows are in a split called test, query or gallery; where none is,
   *     queries among the validation images are the test
   */
  static Split of(Header header, List<String> row, boolean hasTest, Object where) {
    String word = header.cell(row, Column.SPLIT);
    Split split = word == null ? null : byWord(header, word, where);
    Split flagged = byFlags(header, row, where);
    if (split == null || flagged == null || flagged == split) {
      return split == null ? flagged : split;
    }
    if (split == Split.TRAIN && flagged != Split.VALIDATION) {
      throw bad(
          where, "is in the training split and also " + flagged.name().toLowerCase(Locale.ROOT));
    }
    return split == Split.VALIDATION && hasTest ? split : flagged;
  }

  private static Split byWord(Header header, String word, Object where) {
    if (word.matches("\\d+(\\.0)?")) {
      throw bad(
          where,
          ("split '%s' is a number, of which nobody knows what it stands for; write train, val or test"
                  + " in the column '%s'")
              .formatted(word, name(header, Column.SPLIT)));
    }
    return Splits.require(word, where);
  }

  private static Split byFlags(Header header, List<String> row, Object where) {
    boolean query = yes(header, row, Column.IS_QUERY, where);
    boolean gallery = yes(header, row, Column.IS_GALLERY, where);
    if (query || gallery) {
      return query && gallery ? Split.TEST : query ? Split.QUERY : Split.GALLERY;
    }
    if (yes(header, row, Column.IS_VALIDATION, where)) {
      return Split.VALIDATION;
    }
    if (yes(header, row, Column.IS_TEST, where)) {
      return Split.TEST;
    }
    boolean train = yes(header, row, Column.IS_TRAIN, where);
    boolean asked = header.at().containsKey(Column.IS_TRAIN);
    if (train || asked) {
      return train ? Split.TRAIN : Split.TEST;
    }
    boolean flags =
        List.of(Column.IS_QUERY, Column.IS_GALLERY, Column.IS_TEST, Column.IS_VALIDATION).stream()
            .anyMatch(header.at()::containsKey);
    return flags && !header.at().containsKey(Column.SPLIT) ? Split.TRAIN : null;
  }

  private static boolean yes(Header header, List<String> row, Column column, Object where) {
    String cell = header.cell(row, column);
    return switch (cell == null ? "" : cell.toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes", "y", "1", "1.0" -> true;
      case "", "false", "f", "no", "n", "0", "0.0", "none", "nan", "null", "na" -> false;
      default ->
          throw bad(
              where,
              "'%s' in column '%s' is neither true nor false"
                  .formatted(cell, name(header, column)));
    };
  }

  private static String name(Header header, Column column) {
    return header.names().isEmpty() ? "split" : header.names().get(header.at().get(column));
  }

  private static KindredException bad(Object where, String problem) {
    return new KindredException(Exit.BAD_DATA, where + ": " + problem);
  }
}
