package dev.kindred.report;

import java.util.List;

/**
 * Everything the page shows, ready to print; an empty list leaves its section out.
 *
 * @param title such as {@code "EfficientNet-Lite0 on quickstart"}
 * @param runId of the run folder
 * @param date as shown to the reader
 * @param facts of the configuration, the few that matter
 * @param tables such as raw pixels / pretrained / trained by metric
 * @param charts by round
 * @param queries shown with their nearest images
 * @param rounds where the time went; null for runs that did not train
 * @param provenance versions, hashes, hardware
 */
public record ReportData(
    String title,
    String runId,
    String date,
    List<Fact> facts,
    List<Table> tables,
    List<Chart> charts,
    List<QueryPanel> queries,
    TimeTable rounds,
    List<Fact> provenance) {
  public ReportData {
    facts = List.copyOf(facts);
    tables = List.copyOf(tables);
    charts = List.copyOf(charts);
    queries = List.copyOf(queries);
    provenance = List.copyOf(provenance);
  }

  /** A name and its value. */
  public record Fact(String name, String value) {}
}
