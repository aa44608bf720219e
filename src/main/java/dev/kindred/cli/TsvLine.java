package dev.kindred.cli;

import java.util.List;
import java.util.stream.Collectors;

/** A line of a table with tabs. */
final class TsvLine {
  private TsvLine() {}

  /** With its end; what would break the table becomes a space. */
  static String of(List<String> cells) {
    return cells.stream()
            .map(cell -> cell.replaceAll("[\\t\\r\\n]", " "))
            .collect(Collectors.joining("\t"))
        + "\n";
  }

  static String of(String... cells) {
    return of(List.of(cells));
  }
}
