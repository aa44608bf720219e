package dev.kindred.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.run.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lines over a number that grows, such as images seen.
 *
 * @param title over it
 * @param xLabel under the horizontal axis
 * @param yLabel over the vertical axis; {@code %} for shares of a hundred
 * @param lines in the order of the colours; of a long one some points are shown
 * @param levels horizontal dashed lines to compare with
 */
public record LineChart(
    String title, String xLabel, String yLabel, List<Line> lines, List<Level> levels)
    implements Chart {
  private static final int MOST_POINTS = 1000;
  private static final int MOST_ROWS = 100;

  public LineChart {
    lines = lines.stream().map(Line::thinned).toList();
    levels = List.copyOf(levels);
  }

  /**
   * A line.
   *
   * @param points in the order of x; one whose y is not finite interrupts the line
   */
  public record Line(String name, List<Point> points) {
    public Line {
      points = List.copyOf(points);
    }

    private Line thinned() {
      int[] some = Numbers.some(points.size(), MOST_POINTS);
      return new Line(name, Arrays.stream(some).mapToObj(points::get).toList());
    }

    private String at(double x) {
      return points.stream()
          .filter(p -> p.x == x)
          .findFirst()
          .map(Point::text)
          .orElse(Numbers.NONE);
    }
  }

  /** A value with its interval, whose ends are NaN where it has none. */
  public record Point(double x, double y, double low, double high) {
    /** Without an interval. */
    public static Point of(double x, double y) {
      return new Point(x, y, Double.NaN, Double.NaN);
    }

    private String text() {
      return Double.isFinite(low) && Double.isFinite(high)
          ? "%s (%s to %s)".formatted(Numbers.text(y), Numbers.text(low), Numbers.text(high))
          : Numbers.text(y);
    }
  }

  /** A level, such as what untrained weights reach. */
  public record Level(String name, double y) {}

  @Override
  public ObjectNode spec() {
    ObjectNode spec = Json.object().put("kind", "lines").put("x", xLabel).put("y", yLabel);
    ArrayNode all = spec.putArray("lines");
    for (Line line : lines) {
      ArrayNode points = all.addObject().put("name", line.name).putArray("points");
      for (Point p : line.points) {
        ArrayNode point = points.addArray();
        for (double v : new double[] {p.x, p.y, p.low, p.high}) {
          Numbers.add(point, v);
        }
      }
    }
    ArrayNode across = spec.putArray("levels");
    levels.stream()
        .filter(level -> Double.isFinite(level.y))
        .forEach(level -> Numbers.add(across.addArray().add(level.name), level.y));
    return spec;
  }

  @Override
  public String summary() {
    return Stream.concat(
            lines.stream().map(LineChart::summary),
            levels.stream().map(l -> "%s: %s.".formatted(l.name, Numbers.text(l.y))))
        .collect(Collectors.joining(" "));
  }

  private static String summary(Line line) {
    List<Point> points = line.points.stream().filter(p -> Double.isFinite(p.y)).toList();
    if (points.isEmpty()) {
      return line.name + ": no numbers.";
    }
    DoubleSummaryStatistics all = points.stream().mapToDouble(Point::y).summaryStatistics();
    return "%s: first %s, last %s, lowest %s, highest %s."
        .formatted(
            line.name,
            points.get(0).text(),
            points.get(points.size() - 1).text(),
            Numbers.text(all.getMin()),
            Numbers.text(all.getMax()));
  }

  @Override
  public Table table() {
    List<String> columns = new ArrayList<>(List.of(xLabel));
    lines.forEach(line -> columns.add(line.name));
    Double[] xs =
        lines.stream()
            .flatMap(line -> line.points.stream())
            .map(Point::x)
            .collect(Collectors.toCollection(TreeSet::new))
            .toArray(Double[]::new);
    int[] some = Numbers.some(xs.length, MOST_ROWS);
    List<List<String>> rows =
        Arrays.stream(some)
            .mapToObj(
                i ->
                    Stream.concat(
                            Stream.of(Numbers.text(xs[i])), lines.stream().map(l -> l.at(xs[i])))
                        .toList())
            .toList();
    return new Table(
        title + (yLabel.isEmpty() ? "" : ", " + yLabel),
        columns,
        rows,
        some.length < xs.length ? "some rows; metrics.jsonl has all" : "");
  }
}
