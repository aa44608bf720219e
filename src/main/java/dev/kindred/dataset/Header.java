package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which column of a table is which.
 *
 * @param names of all columns; empty when there is no header
 * @param at position of each column that is used
 * @param otherClasses further columns that could be the class
 */
record Header(List<String> names, Map<Column, Integer> at, List<Integer> otherClasses) {
  private static final String PLAIN = "path, class, split";

  /** Of a table without a header: path, class and perhaps split. */
  static Header positional(int columns) {
    Map<Column, Integer> at = new EnumMap<>(Column.class);
    at.put(Column.PATH, 0);
    at.put(Column.CLASS, 1);
    if (columns > 2) {
      at.put(Column.SPLIT, 2);
    }
    return new Header(List.of(), at, List.of());
  }

  /**
   * Whether a first row is a header: it names a path and another known column, or begins with the
   * very word.
   */
  static boolean is(List<String> cells) {
    boolean path = cells.stream().anyMatch(c -> Column.PATH.is(c) || Column.PATH.may(c));
    long known = cells.stream().filter(c -> Column.of(c).isPresent()).count();
    return path && (known > 1 || cells.get(0).strip().equalsIgnoreCase("path"));
  }

  /**
   * Of a row that is one.
   *
   * @throws KindredException when a needed column is missing or two could be meant
   */
  static Header of(List<String> cells, Object where) {
    Map<Column, Integer> at = new EnumMap<>(Column.class);
    List<Integer> others = new ArrayList<>();
    for (Column column : Column.values()) {
      List<Integer> found = find(cells, column);
      if (found.isEmpty()) {
        continue;
      }
      at.put(column, found.get(0));
      if (column == Column.CLASS) {
        others.addAll(found.subList(1, found.size()));
      } else if (found.size() > 1) {
        throw new KindredException(
            Exit.BAD_DATA,
            "%s: columns '%s' and '%s' could both be the %s; rename one of them"
                .formatted(
                    where,
                    cells.get(found.get(0)).strip(),
                    cells.get(found.get(1)).strip(),
                    word(column)));
      }
    }
    if (!at.containsKey(Column.CLASS) && at.containsKey(Column.PATH)) {
      onlyOtherColumn(cells, at).ifPresent(i -> at.put(Column.CLASS, i));
    }
    for (Column needed : List.of(Column.PATH, Column.CLASS)) {
      if (!at.containsKey(needed)) {
        throw new KindredException(
            Exit.BAD_DATA,
            "%s: no column of %s has a name that is known for the %s; name the columns %s"
                .formatted(where, String.join(", ", strip(cells)), word(needed), PLAIN));
      }
    }
    return new Header(strip(cells), at, others);
  }

  /** With one column left there is no doubt which is meant. */
  private static Optional<Integer> onlyOtherColumn(List<String> cells, Map<Column, Integer> at) {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      if (!at.containsValue(i) && !cells.get(i).isBlank()) {
        left.add(i);
      }
    }
    return left.size() == 1 ? Optional.of(left.get(0)) : Optional.empty();
  }

  private static List<Integer> find(List<String> cells, Column column) {
    List<Integer> strong = new ArrayList<>();
    List<Integer> weak = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      if (column.is(cells.get(i))) {
        strong.add(i);
      } else if (column.may(cells.get(i))) {
        weak.add(i);
      }
    }
    return strong.isEmpty() ? weak : strong;
  }

  private static List<String> strip(List<String> cells) {
    return cells.stream().map(String::strip).toList();
  }

  private static String word(Column column) {
    return switch (column) {
      case PATH -> "image's path";
      case CLASS -> "class";
      default -> column.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    };
  }

  /** Names of the columns that nothing is read from. */
  List<String> unused() {
    List<String> unused = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!at.containsValue(i) && !names.get(i).isEmpty()) {
        unused.add(names.get(i));
      }
    }
    return unused;
  }

  /** A row's cell, without spaces around it; null when the table has no such column. */
  String cell(List<String> row, Column column) {
    Integer i = at.get(column);
    return i == null ? null : row.get(i).strip();
  }

  /** The classes by each column that could be the class, the one that is used first. */
  List<Integer> classColumns() {
    List<Integer> all = new ArrayList<>(List.of(at.get(Column.CLASS)));
    all.addAll(otherClasses);
    return all;
  }
}
