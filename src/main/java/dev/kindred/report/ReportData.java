package dev.kindred.report;

import dev.kindred.report.FactList.Fact;
import java.util.List;

/**
 * Everything the page shows, ready to print.
 *
 * @param title such as {@code "EfficientNet-Lite0 on quickstart"}
 * @param runId of the run folder
 * @param date as shown to the reader
 * @param facts of the configuration, the few that matter
 * @param sections in their order
 * @param album of all pictures in the sections
 */
public record ReportData(
    String title,
    String runId,
    String date,
    List<Fact> facts,
    List<Section> sections,
    Album album) {
  public ReportData {
    facts = List.copyOf(facts);
    sections = List.copyOf(sections);
  }
}
