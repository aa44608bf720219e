package dev.kindred.bench;

import dev.kindred.bench.SvgChart.Point;
import dev.kindred.bench.SvgChart.Reference;
import dev.kindred.bench.SvgChart.Series;
import dev.kindred.report.Html;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Draws one {@link SvgChart}; used once. */
final class SvgDrawing {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 320;
  private static final int LEFT = 56;
  private static final int TOP = 52;
  private static final int BOTTOM = 46;
  private static final int LINE_HEIGHT = 15;

  /** Average width of a bold 12 px letter; SVG cannot be asked. */
  private static final double LETTER = 7.2;

  /** More points than this melt into a line of dots. */
  private static final int MOST_DOTS = 40;

  private final SvgChart chart;
  private final StringBuilder out = new StringBuilder();
  private final double right;
  private final SvgAxis x;
  private final SvgAxis y;

  /** A name at the right edge, at the height of what it names. */
  private record Name(String text, String colour, double y) {}

  SvgDrawing(SvgChart chart) {
    this.chart = chart;
    int letters = 4;
    for (Name name : names(null)) {
      letters = Math.max(letters, name.text.length());
    }
    right = WIDTH - 16 - Math.min(220, letters * LETTER);
    double[] xs = points().mapToDouble(Point::x).toArray();
    double[] ys =
        DoubleStream.concat(
                points().mapToDouble(Point::y),
                chart.references().stream().mapToDouble(Reference::y).filter(Double::isFinite))
            .toArray();
    boolean whole = DoubleStream.of(xs).allMatch(v -> v == Math.rint(v));
    x = axis(xs, 8, whole, true, LEFT, right);
    y = axis(ys, 5, false, false, HEIGHT - BOTTOM, TOP);
  }

  String draw(String background) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"12\">",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    out.append(background);
    add("<title>%s</title>", Html.escape(chart.title()));
    text(LEFT - 40, 18, "start", "font-size=\"14\" font-weight=\"600\"", chart.title());
    text(LEFT - 40, 38, "start", "opacity=\"0.7\"", chart.yLabel());
    axes();
    for (Reference reference : chart.references()) {
      if (Double.isFinite(reference.y())) {
        double level = y.pixel(reference.y());
        add(
            "<path d=\"M%d %.1fH%.1f\" stroke=\"currentColor\" stroke-opacity=\"0.6\""
                + " stroke-dasharray=\"5 4\" fill=\"none\"/>",
            LEFT, level, right);
      }
    }
    for (int i = 0; i < chart.series().size(); i++) {
      line(chart.series().get(i), SvgPalette.colour(i));
    }
    labels();
    return out.append("</svg>").toString();
  }

  private void axes() {
    for (double tick : y.ticks()) {
      double level = y.pixel(tick);
      add(
          "<path d=\"M%d %.1fH%.1f\" stroke=\"currentColor\" stroke-opacity=\"0.14\"/>",
          LEFT, level, right);
      text(LEFT - 8, level + 4, "end", "opacity=\"0.7\"", y.label(tick));
    }
    for (double tick : x.ticks()) {
      add(
          "<path d=\"M%.1f %dv4\" stroke=\"currentColor\" stroke-opacity=\"0.5\"/>",
          x.pixel(tick), HEIGHT - BOTTOM);
      text(x.pixel(tick), HEIGHT - BOTTOM + 18, "middle", "opacity=\"0.7\"", x.label(tick));
    }
    add(
        "<path d=\"M%d %dH%.1f\" stroke=\"currentColor\" stroke-opacity=\"0.5\"/>",
        LEFT, HEIGHT - BOTTOM, right);
    text((LEFT + right) / 2, HEIGHT - 8, "middle", "opacity=\"0.7\"", chart.xLabel());
  }

  private void line(Series series, String colour) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (Point point : series.points()) {
      if (point.finite()) {
        path.append(
            Html.format("%s%.1f %.1f", pen ? "L" : "M", x.pixel(point.x()), y.pixel(point.y())));
      }
      pen = point.finite();
    }
    add(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-linejoin=\"round\""
            + " stroke-linecap=\"round\"/>",
        path, colour);
    if (series.points().size() <= MOST_DOTS) {
      for (Point point : series.points()) {
        if (point.finite()) {
          add(
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
              x.pixel(point.x()), y.pixel(point.y()), colour);
        }
      }
    }
  }

  /** Names at the ends of their lines, pushed apart where they would overlap. */
  private void labels() {
    List<Name> names = names(y);
    names.sort(Comparator.comparingDouble(Name::y));
    double[] place = new double[names.size()];
    double next = TOP;
    for (int i = 0; i < place.length; i++) {
      place[i] = Math.max(names.get(i).y, next);
      next = place[i] + LINE_HEIGHT;
    }
    double limit = HEIGHT - BOTTOM;
    for (int i = place.length - 1; i >= 0; i--) {
      place[i] = Math.min(place[i], limit);
      limit = place[i] - LINE_HEIGHT;
    }
    for (int i = 0; i < place.length; i++) {
      text(
          right + 10,
          place[i] + 4,
          "start",
          "font-weight=\"600\" style=\"fill:" + names.get(i).colour + "\"",
          names.get(i).text);
    }
  }

  private List<Name> names(SvgAxis levels) {
    List<Name> names = new ArrayList<>();
    for (int i = 0; i < chart.series().size(); i++) {
      Series series = chart.series().get(i);
      List<Point> points = series.points().stream().filter(Point::finite).toList();
      if (!points.isEmpty()) {
        double last = points.get(points.size() - 1).y();
        names.add(
            new Name(
                Html.format("%s  %s", series.name(), value(last)),
                SvgPalette.colour(i),
                levels == null ? 0 : levels.pixel(last)));
      }
    }
    for (Reference reference : chart.references()) {
      if (Double.isFinite(reference.y())) {
        names.add(
            new Name(
                Html.format("%s  %s", reference.name(), value(reference.y())),
                "currentColor",
                levels == null ? 0 : levels.pixel(reference.y())));
      }
    }
    return names;
  }

  private static String value(double v) {
    return Math.abs(v) >= 10 ? Html.format("%,.1f", v) : Html.format("%.3g", v);
  }

  private Stream<Point> points() {
    return chart.series().stream().flatMap(s -> s.points().stream()).filter(Point::finite);
  }

  private static SvgAxis axis(
      double[] values, int ticks, boolean whole, boolean tight, double from, double to) {
    double least = DoubleStream.of(values).min().orElse(0);
    double most = DoubleStream.of(values).max().orElse(1);
    return SvgAxis.of(least, most, ticks, whole, tight, from, to);
  }

  private void text(double left, double base, String anchor, String style, String content) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"currentColor\" %s>%s</text>",
        left, base, anchor, style, Html.escape(content));
  }

  private void add(String format, Object... values) {
    out.append(Html.format(format, values));
  }
}
