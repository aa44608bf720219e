package dev.kindred.report;

import java.util.List;

/**
 * Charts, and tables that are folded up until somebody asks for them.
 *
 * @param note what they show and of what; may be empty
 */
public record Figures(String title, String note, List<Chart> charts, List<Table> tables)
    implements Section {
  public Figures {
    charts = List.copyOf(charts);
    tables = List.copyOf(tables);
  }
}
