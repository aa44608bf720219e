package dev.kindred.report;

import java.util.List;

/**
 * A table of finished texts, the first column holding names, the others figures.
 *
 * @param title above it
 * @param columns heads
 * @param rows cells, as many in each row as there are heads
 * @param note below it; may be empty
 */
public record Table(String title, List<String> columns, List<List<String>> rows, String note)
    implements Section {
  /**
   * @throws IllegalArgumentException when a row has another number of cells
   */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "row " + row + " of table " + title + " does not have the columns " + columns);
      }
    }
  }
}
