package dev.kindred.cli;

import dev.kindred.report.Figures;
import dev.kindred.report.PointChart;
import dev.kindred.report.Section;
import dev.kindred.retrieval.ClassSample;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.retrieval.Plane;
import dev.kindred.run.DriverOnly;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The map of a part of the embeddings. */
@DriverOnly
final class ReportMap {
  /** Fewer images of a class do not show how close it lies. */
  private static final int OF_CLASS = 8;

  private ReportMap() {}

  /**
   * Draws it.
   *
   * @param most images
   */
  static Section of(Evaluated evaluated, int most) {
    int[] labels = evaluated.embeddings().queryLabels();
    int[] rows = ClassSample.rows(labels, most, OF_CLASS);
    EmbeddingSet set = evaluated.embeddings().queries(rows);
    Plane plane = Plane.of(set);
    int[] ranks = evaluated.result().perQuery().firstRank();
    List<PointChart.Point> points =
        IntStream.range(0, rows.length)
            .mapToObj(
                i ->
                    new PointChart.Point(
                        plane.x()[i],
                        plane.y()[i],
                        evaluated.pictures().of(set.ids()[i], set.labels()[i]),
                        ranks[rows[i]]))
            .toList();
    return new Figures(
        "Map of the embeddings",
        note(set, labels),
        List.of(
            new PointChart(
                "Images on their two principal components",
                axis("first", plane.xShare()),
                axis("second", plane.yShare()),
                points)),
        List.of());
  }

  private static String axis(String which, double share) {
    return String.format(Locale.ROOT, "%s component, %.0f %% of the variance", which, 100 * share);
  }

  private static String note(EmbeddingSet set, int... labels) {
    long classes = Arrays.stream(labels).distinct().count();
    String what =
        set.n() == labels.length
            ? String.format(Locale.ROOT, "All %,d queries of %,d classes.", set.n(), classes)
            : String.format(
                Locale.ROOT,
                "A sample: %,d of %,d queries, of %,d of %,d classes.",
                set.n(),
                labels.length,
                set.classes(),
                classes);
    return what
        + " What lies apart here is apart; what lies together may be told apart by other components."
        + " Point at an image, or move by the arrow keys, to see it and its class."
        + " Ctrl and the wheel zoom.";
  }
}
