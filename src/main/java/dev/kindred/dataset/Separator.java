package dev.kindred.dataset;

import java.util.List;

/** What stands between a table's cells, judged by its first rows. */
final class Separator {
  private static final List<Character> ALL = List.of('\t', ',', ';');

  private Separator() {}

  /**
   * The one with which the first row is a header; else a tab where there is one; else the comma or
   * semicolon that cuts every row into the same number of cells.
   *
   * @param lines first lines of the table, without comments and blank ones
   */
  static char of(List<String> lines) {
    if (lines.isEmpty()) {
      return ',';
    }
    String first = lines.get(0);
    for (char separator : ALL) {
      if (first.indexOf(separator) >= 0 && Header.is(cells(first, separator))) {
        return separator;
      }
    }
    if (first.indexOf('\t') >= 0) {
      return '\t';
    }
    boolean semicolons = isEven(lines, ';');
    return semicolons && !isEven(lines, ',') ? ';' : ',';
  }

  private static boolean isEven(List<String> lines, char separator) {
    int cells = cells(lines.get(0), separator).size();
    return cells > 1
        && cells < 4
        && lines.stream().allMatch(l -> cells(l, separator).size() == cells);
  }

  /** Good enough to count by: cells with line breaks do not end. */
  private static List<String> cells(String line, char separator) {
    List<String> cells = new java.util.ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
