package dev.kindred.report;

import java.util.ArrayList;
import java.util.List;

/** A {@link Table} for the terminal. */
public final class SummaryTable {
  private SummaryTable() {}

  /** Lines of plain ASCII rules and aligned columns, ending in a line break. */
  public static String text(Table table) {
    int[] width = new int[table.columns().size()];
    List<List<String>> all = new ArrayList<>(table.rows());
    all.add(table.columns());
    for (List<String> row : all) {
      for (int c = 0; c < width.length; c++) {
        width[c] = Math.max(width[c], length(row.get(c)));
      }
    }
    StringBuilder out = new StringBuilder();
    if (!table.title().isEmpty()) {
      out.append(table.title()).append('\n');
    }
    line(out, table.columns(), width);
    for (int c = 0; c < width.length; c++) {
      out.append(c == 0 ? "" : "  ").append("-".repeat(width[c]));
    }
    out.append('\n');
    for (List<String> row : table.rows()) {
      line(out, row, width);
    }
    if (!table.note().isEmpty()) {
      out.append(table.note()).append('\n');
    }
    return out.toString();
  }

  private static void line(StringBuilder out, List<String> cells, int[] width) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < width.length; c++) {
      String gap = " ".repeat(width[c] - length(cells.get(c)));
      line.append(c == 0 ? cells.get(c) + gap : "  " + gap + cells.get(c));
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
