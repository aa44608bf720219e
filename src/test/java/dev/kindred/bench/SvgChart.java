package dev.kindred.bench;

import java.util.Arrays;
import java.util.List;

/**
 * A line chart.
 *
 * @param title above it
 * @param xLabel under the horizontal axis
 * @param yLabel over the vertical axis
 * @param series lines, in the order of the colours
 * @param references horizontal dashed lines to compare with
 */
public record SvgChart(
    String title, String xLabel, String yLabel, List<Series> series, List<Reference> references) {
  public SvgChart {
    series = List.copyOf(series);
    references = List.copyOf(references);
  }

  /** Without lines to compare with. */
  public SvgChart(String title, String xLabel, String yLabel, List<Series> series) {
    this(title, xLabel, yLabel, series, List.of());
  }

  /**
   * A line.
   *
   * @param name at its end
   * @param points in the order of x; one whose y is not finite interrupts the line
   */
  public record Series(String name, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }

    /** From equally long arrays. */
    public static Series of(String name, double[] x, double[] y) {
      Point[] points = new Point[x.length];
      Arrays.setAll(points, i -> new Point(x[i], y[i]));
      return new Series(name, List.of(points));
    }
  }

  /** One value. */
  public record Point(double x, double y) {
    boolean finite() {
      return Double.isFinite(x) && Double.isFinite(y);
    }
  }

  /** A level, such as what untrained weights reach. */
  public record Reference(String name, double y) {}

  /** As an {@code svg} element to be put into a page, coloured by the page's text colour. */
  public String svg() {
    return new SvgDrawing(this).draw("");
  }

  /** As the content of an {@code .svg} file, on white. */
  public String svgFile() {
    return new SvgDrawing(this).draw("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
  }
}
