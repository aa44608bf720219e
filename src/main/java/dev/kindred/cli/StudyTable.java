package dev.kindred.cli;

import dev.kindred.config.KindredConfig;
import dev.kindred.report.Table;
import dev.kindred.run.Metric;
import dev.kindred.study.Mean;
import dev.kindred.study.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table at the end of a study, for the terminal and as Markdown. */
final class StudyTable {
  private static final String INTERVALS =
      "%; +- is half of the 95 % interval of the mean over seeds (Student's t).";
  private static final String NOT_HONEST =
      " \"Best on test\" is what looking at the test split would have chosen: not a figure to compare by.";

  private StudyTable() {}

  /**
   * A row a point and kind.
   *
   * @param measured whether the test split was
   */
  static Table of(KindredConfig config, List<Summary> summaries, boolean measured) {
    boolean validated = summaries.stream().anyMatch(s -> s.validation().n() > 0);
    boolean looked = measured && summaries.stream().anyMatch(s -> s.bestOnTest().n() > 0);
    int k = config.evaluate().recallAt().get(0);
    Map<String, String> shown = new LinkedHashMap<>();
    if (measured) {
      shown.put("R@" + k, Metric.RECALL_AT_K.key(k));
      shown.put("R-Precision", Metric.R_PRECISION.key());
      shown.put("MAP@R", Metric.MAP_AT_R.key());
    }
    List<String> columns = new ArrayList<>(List.of("point", "models", "trainings"));
    if (validated) {
      columns.add("validation " + name(config));
    }
    columns.addAll(shown.keySet());
    if (looked) {
      columns.add("best on test R@" + k);
    }
    List<List<String>> rows = new ArrayList<>();
    for (Summary s : summaries) {
      List<String> row = new ArrayList<>();
      row.add(s.point().text());
      row.add(kind(s.kind()));
      row.add(s.complete() ? "" + s.trainings() : s.trainings() + " of " + s.planned());
      if (validated) {
        row.add(s.validation().percent());
      }
      shown.values().forEach(key -> row.add(percent(s.figures().get(key))));
      if (looked) {
        row.add(s.bestOnTest().percent());
      }
      rows.add(row);
    }
    return new Table("", columns, rows, INTERVALS + (looked ? NOT_HONEST : ""));
  }

  private static String percent(Mean mean) {
    return mean == null ? "-" : mean.percent();
  }

  private static String name(KindredConfig config) {
    return switch (config.train().validationMetric()) {
      case RECALL_AT_1 -> "R@1";
      case R_PRECISION -> "R-Precision";
      case MAP_AT_R -> "MAP@R";
    };
  }

  private static String kind(Summary.Kind kind) {
    return switch (kind) {
      case SEPARATE -> "separate";
      case CONCATENATED -> "concatenated";
      case ON_ALL_CLASSES -> "on all classes";
    };
  }

  /** The same table as Markdown. */
  static String markdown(Table table) {
    StringBuilder out = new StringBuilder();
    line(out, table.columns());
    line(
        out,
        table.columns().stream()
            .map(c -> table.columns().indexOf(c) < 2 ? "---" : "---:")
            .toList());
    table.rows().forEach(row -> line(out, row));
    return out.append('\n').append(table.note()).append('\n').toString().replace("+-", "±");
  }

  private static void line(StringBuilder out, List<String> cells) {
    out.append("| ");
    out.append(String.join(" | ", cells.stream().map(c -> c.replace("|", "\\|")).toList()));
    out.append(" |\n");
  }
}
