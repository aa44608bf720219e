package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One line of a list whose columns are separated by blanks.
 *
 * @param cells columns
 * @param where such as {@code images.txt line 12}
 */
record Columns(List<String> cells, Place where) {

  /** Every line that is not blank, from the given number of header lines on. */
  static void each(DataRoot root, String file, int headers, int columns, Consumer<Columns> use) {
    List<String> lines = root.lines(file);
    for (int i = headers; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        continue;
      }
      Place where = Place.line(file, i + 1);
      List<String> cells = split(line, columns);
      if (cells.size() < columns) {
        throw new KindredException(
            Exit.BAD_DATA,
            "%s has %d columns instead of %d; the file may be incomplete, unpack it again"
                .formatted(where, cells.size(), columns));
      }
      use.accept(new Columns(cells, where));
    }
  }

  /** By hand: a regular expression is most of the time of a list of 120,000 lines. */
  private static List<String> split(String line, int columns) {
    List<String> cells = new ArrayList<>(columns);
    int from = 0;
    while (from < line.length() && cells.size() < columns - 1) {
      int to = from;
      while (to < line.length() && line.charAt(to) > ' ') {
        to++;
      }
      cells.add(line.substring(from, to));
      while (to < line.length() && line.charAt(to) <= ' ') {
        to++;
      }
      from = to;
    }
    if (from < line.length()) {
      cells.add(line.substring(from));
    }
    return cells;
  }

  String text(int column) {
    return cells.get(column);
  }

  int number(int column) {
    try {
      return Integer.parseInt(text(column));
    } catch (NumberFormatException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s: '%s' is no number; the file may be damaged, unpack it again"
              .formatted(where, text(column)),
          e);
    }
  }
}
