package dev.kindred.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.bench.SvgChart.Reference;
import dev.kindred.bench.SvgChart.Series;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class SvgChartTest {
  @Test
  void drawsOneLineASeriesAndOneDashedALevel() throws Exception {
    SvgChart chart =
        new SvgChart(
            "Recall & <loss>",
            "round",
            "percent",
            List.of(
                Series.of("a", new double[] {0, 1, 2}, new double[] {10, 20, 30}),
                Series.of("b", new double[] {0, 1, 2}, new double[] {5, Double.NaN, 6})),
            List.of(new Reference("raw pixels", 12)));
    Document svg = parse(chart.svgFile());
    assertThat(count(svg, "circle")).isEqualTo(5);
    assertThat(chart.svg()).contains("stroke-dasharray").contains("raw pixels  12.0");
    // The value that is no number interrupts the line: two moves, nothing drawn between.
    assertThat(chart.svg()).containsPattern("d=\"M[0-9. ]+M[0-9. ]+\"");
  }

  @Test
  void bigYIsUp() throws Exception {
    Document svg =
        parse(
            new SvgChart(
                    "t",
                    "x",
                    "y",
                    List.of(Series.of("a", new double[] {0, 1}, new double[] {1, 2})))
                .svg());
    double first = number(svg, 0, "cy");
    double second = number(svg, 1, "cy");
    assertThat(second).isLessThan(first);
    assertThat(number(svg, 1, "cx")).isGreaterThan(number(svg, 0, "cx"));
  }

  @Test
  void survivesNothingOneAndConstantValues() throws Exception {
    parse(new SvgChart("t", "x", "y", List.of()).svg());
    parse(new SvgChart("t", "x", "y", List.of(new Series("none", List.of()))).svg());
    for (double y : new double[] {0, 7, -3e-9, 1e12}) {
      String svg =
          new SvgChart("t", "x", "y", List.of(Series.of("a", new double[] {3}, new double[] {y})))
              .svg();
      assertThat(svg).doesNotContain("NaN", "Infinity");
      assertThat(count(parse(svg), "circle")).isEqualTo(1);
    }
  }

  @Test
  void namesOfEqualLinesDoNotOverlap() throws Exception {
    double[] x = {0, 1};
    double[] y = {2, 2};
    SvgChart chart =
        new SvgChart(
            "t",
            "x",
            "y",
            List.of(Series.of("a", x, y), Series.of("b", x, y), Series.of("c", x, y)));
    Document svg = parse(chart.svg());
    double last = 0;
    for (int i = count(svg, "text") - 3; i < count(svg, "text"); i++) {
      double place =
          Double.parseDouble(
              svg.getElementsByTagName("text")
                  .item(i)
                  .getAttributes()
                  .getNamedItem("y")
                  .getNodeValue());
      assertThat(place).isGreaterThanOrEqualTo(last + 15);
      last = place;
    }
  }

  @Test
  void ticksAreRound() {
    assertThat(labels(SvgAxis.of(0, 1, 5, false, false, 0, 1)))
        .containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
    assertThat(labels(SvgAxis.of(23.4, 61.9, 5, false, false, 0, 1)))
        .containsExactly("20", "30", "40", "50", "60", "70");
    assertThat(labels(SvgAxis.of(1, 3, 8, true, true, 0, 1))).containsExactly("1", "2", "3");
    assertThat(labels(SvgAxis.of(-1, 1, 4, false, false, 0, 1)))
        .containsExactly("-1.0", "-0.5", "0.0", "0.5", "1.0");
  }

  @Test
  void aGermanMachineDrawsTheSame() {
    SvgChart chart =
        new SvgChart("t", "x", "y", List.of(Series.of("a", new double[] {0}, new double[] {1.5})));
    String english = chart.svg();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(chart.svg()).isEqualTo(english);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static List<String> labels(SvgAxis axis) {
    return axis.ticks().stream().map(axis::label).toList();
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static int count(Document svg, String tag) {
    return svg.getElementsByTagName(tag).getLength();
  }

  private static double number(Document svg, int circle, String attribute) {
    return Double.parseDouble(
        svg.getElementsByTagName("circle")
            .item(circle)
            .getAttributes()
            .getNamedItem(attribute)
            .getNodeValue());
  }
}
