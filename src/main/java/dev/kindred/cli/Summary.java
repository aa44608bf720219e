package dev.kindred.cli;

import dev.kindred.report.Table;
import dev.kindred.retrieval.Confidence;
import dev.kindred.retrieval.Interval;
import dev.kindred.retrieval.RetrievalResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of figures that the terminal and the page show. */
final class Summary {
  private Summary() {}

  /**
   * One row of figures and one of intervals for each result.
   *
   * @param results by the name of what was measured, at least one
   * @param ks the K of Recall@K to be shown
   * @param title above the table
   * @param images what was searched
   */
  static Table of(
      Map<String, RetrievalResult> results, List<Integer> ks, String title, String images) {
    List<String> columns = new ArrayList<>(List.of("%"));
    ks.forEach(k -> columns.add("R@" + k));
    columns.addAll(List.of("R-Precision", "MAP@R", "first hit"));
    boolean nmi = results.values().stream().anyMatch(r -> r.nmi().isPresent());
    if (nmi) {
      columns.addAll(List.of("NMI", "AMI", "F1"));
    }
    List<List<String>> rows = new ArrayList<>();
    results.forEach(
        (name, r) -> {
          rows.add(figures(name, r, ks, nmi));
          rows.add(intervals(r.confidence(), ks, nmi));
        });
    RetrievalResult any = results.values().iterator().next();
    String note = "%,d queries in %,d %s".formatted(any.queries(), any.gallery(), images);
    return new Table(title, columns, rows, note);
  }

  private static List<String> figures(
      String name, RetrievalResult r, List<Integer> ks, boolean clusters) {
    List<String> row = new ArrayList<>(List.of(name));
    ks.forEach(k -> row.add(percent(r.recallAt().get(k))));
    row.add(percent(r.rPrecision()));
    row.add(percent(r.mapAtR()));
    row.add(number(r.meanFirstRank()));
    if (clusters) {
      row.add(r.clusters().map(c -> percent(c.nmi())).orElse(""));
      row.add(r.clusters().map(c -> percent(c.ami())).orElse(""));
      row.add(r.clusters().map(c -> percent(c.f1())).orElse(""));
    }
    return row;
  }

  private static List<String> intervals(Confidence c, List<Integer> ks, boolean clusters) {
    List<String> row = new ArrayList<>(List.of("  95 % interval"));
    ks.forEach(k -> row.add(interval(c.recallAt().get(k), 100)));
    row.add(interval(c.rPrecision(), 100));
    row.add(interval(c.mapAtR(), 100));
    row.add(interval(c.meanFirstRank(), 1));
    if (clusters) {
      row.add(c.clusters().map(of -> interval(of.nmi(), 100)).orElse(""));
      row.add(c.clusters().map(of -> interval(of.ami(), 100)).orElse(""));
      row.add(c.clusters().map(of -> interval(of.f1(), 100)).orElse(""));
    }
    return row;
  }

  private static String interval(Interval i, double scale) {
    return i.known()
        ? String.format(Locale.ROOT, "%.1f-%.1f", scale * i.low(), scale * i.high())
        : "";
  }

  static String percent(double share) {
    return number(100 * share);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
  }
}
