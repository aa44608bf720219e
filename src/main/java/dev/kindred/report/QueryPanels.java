package dev.kindred.report;

import java.util.List;

/** Queries with what was nearest to them. */
public record QueryPanels(String title, String note, List<QueryPanel> panels) implements Section {
  public QueryPanels {
    panels = List.copyOf(panels);
  }
}
