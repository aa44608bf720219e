package dev.kindred.report;

import dev.kindred.image.Thumbnails;
import dev.kindred.report.FactList.Fact;
import dev.kindred.report.Headlines.Headline;
import dev.kindred.report.LineChart.Level;
import dev.kindred.report.LineChart.Line;
import dev.kindred.report.LineChart.Point;
import dev.kindred.report.QueryPanel.Answer;
import dev.kindred.report.QueryPanel.Strip;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Pages to look at. */
final class Pages {
  static final int SIDE = 16;

  private Pages() {}

  /** Of so many thumbnails, each of its own grey. */
  static Album album(int count) {
    List<byte[]> squares =
        IntStream.range(0, count)
            .mapToObj(
                i -> {
                  byte[] square = new byte[SIDE * SIDE * 3];
                  java.util.Arrays.fill(square, (byte) (i * 20));
                  return square;
                })
            .toList();
    return new Album(Thumbnails.sheet(squares, SIDE, 4, 80), 4, count);
  }

  /** A name in every place where there is one. */
  static ReportData full(IntFunction<String> names) {
    return page(
        names.apply(0),
        List.of(
            new Headlines(
                List.of(
                    new Headline("Recall@1", "61.8 %", "95 % interval 57.4 to 66.0"),
                    new Headline("Weak classes", "3 of 40", names.apply(1)))),
            new Table(
                "table " + names.apply(2),
                List.of("%", "R@1", names.apply(3)),
                List.of(List.of(names.apply(4), "61.8", "-"), List.of("", "", "")),
                "note " + names.apply(5)),
            new Figures(
                "By images seen",
                "note",
                List.of(loss(names.apply(6)), recall()),
                List.of(
                    new Table("worst", List.of("class"), List.of(List.of(names.apply(7))), ""))),
            new Figures("Classes", "", List.of(spread()), List.of()),
            new PairPanels("Pairs", "", List.of(pair(names.apply(8), names.apply(9)))),
            queries(names),
            new Figures("Map", "", List.of(map(names)), List.of()),
            new Figures("Time", "", List.of(times()), List.of()),
            new Note("A note", names.apply(1)),
            new FactList("Environment", List.of(new Fact("cpu", names.apply(2))))),
        album(10));
  }

  static ReportData page(String title, List<Section> sections, Album album) {
    return new ReportData(
        title, "run " + title, "2026-01-01", List.of(new Fact("loss", title)), sections, album);
  }

  static Picture picture(int place, String caption) {
    return new Picture(OptionalInt.of(place), caption);
  }

  private static LineChart loss(String name) {
    return new LineChart(
        "Loss",
        "images seen",
        "mean of a round",
        List.of(
            new Line(
                name,
                List.of(
                    Point.of(64, 0.9),
                    Point.of(128, Double.NaN),
                    Point.of(192, 0.6),
                    Point.of(256, 0.5)))),
        List.of());
  }

  private static LineChart recall() {
    return new LineChart(
        "Recall@K",
        "images seen",
        "%",
        List.of(
            new Line("R@1", List.of(new Point(0, 40, 35, 45), new Point(256, 61.8, 57, 66))),
            new Line("R@8", List.of(Point.of(0, 70), Point.of(256, 88)))),
        List.of(new Level("pretrained R@1", 39.5), new Level("no number", Double.NaN)));
  }

  private static BarChart spread() {
    return new BarChart(
        "Classes by Recall@1",
        "Recall@1, %",
        "classes",
        List.of("0 to <50", "50 to 100"),
        List.of(new BarChart.Part("classes", List.of(3.0, 37.0))));
  }

  private static BarChart times() {
    return new BarChart(
        "Time of each round",
        "round",
        "seconds",
        List.of("1", "2", "3"),
        List.of(
            new BarChart.Part("input", List.of(0.5, 0.2, 0.1)),
            new BarChart.Part("compute", List.of(2.0, 1.9, 2.1))));
  }

  private static PairPanels.Panel pair(String a, String b) {
    return new PairPanels.Panel(
        new PairPanels.Side(
            a,
            "3 of 5 queries missed so",
            List.of(new PairPanels.Example(picture(0, a), picture(1, b)))),
        new PairPanels.Side(b, "0 of 5 queries missed so", List.of()));
  }

  private static QueryPanels queries(IntFunction<String> names) {
    List<Answer> answers =
        List.of(
            new Answer(picture(2, names.apply(1)), true, 0.912),
            new Answer(picture(3, names.apply(2)), false, Double.NaN));
    return new QueryPanels(
        "Queries",
        "note",
        List.of(
            new QueryPanel(
                picture(4, names.apply(1)),
                "first of its class: rank 1",
                List.of(new Strip("Before training", answers), new Strip("After", answers)))));
  }

  /** Nine images in three rows, every third one missed. */
  static PointChart map(IntFunction<String> names) {
    return new PointChart(
        "Images",
        "first component",
        "second component",
        IntStream.range(0, 9)
            .mapToObj(
                i -> {
                  int row = i / 3;
                  Picture picture = picture(i, names.apply(row));
                  return new PointChart.Point(i % 3, row, picture, i % 3 == 0 ? 5 : 1);
                })
            .toList());
  }
}
