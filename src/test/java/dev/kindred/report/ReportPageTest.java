package dev.kindred.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.Json;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  /** Without its own style and scripts. */
  private static String body(String html) {
    return html.replaceAll("(?s)<style>.*?</style>", "").replaceAll("(?s)<script>.*?</script>", "");
  }

  @Test
  void needsNothingButItself() {
    String html = ReportPage.html(Pages.full(i -> "name " + i));
    assertThat(body(html)).doesNotContain("<link", "@import", "url(", "http:", "https:");
    assertThat(Pattern.compile("(src|href|action|data)=\"").matcher(body(html)).find()).isFalse();
    assertThat(html)
        .contains("default-src 'none'", "prefers-color-scheme: dark", "@media print")
        .doesNotContain("unsafe-eval", "'unsafe-inline' 'sha");
    // Everything is there once: the script of the charts, the sheet of thumbnails.
    assertThat(html.split("data:image/jpeg;base64,", -1)).hasSize(2);
    assertThat(html.length()).isLessThan(850_000);
  }

  @Test
  void showsEveryText() {
    String html = body(ReportPage.html(Pages.full(i -> "name " + i)));
    IntStream.range(0, 10).forEach(i -> assertThat(html).contains("name " + i));
    assertThat(html)
        .contains("name 1 · 0.912 · right", "name 2 · NaN · wrong", "1 of 2 right")
        .contains("note name 5", "61.8 %", "3 of 5 queries missed so", "2026-01-01")
        .contains("R@1: first 40 (35 to 45), last 61.80 (57 to 66), lowest 40, highest 61.80.")
        .contains("9 images; the nearest image is of the same class for 6 of them.");
  }

  @Test
  void chartsHaveTheirNumbersInTables() {
    String html = body(ReportPage.html(Pages.full(i -> "name " + i)));
    assertThat(html)
        .contains("<summary>Table: Recall@K, %</summary>")
        .contains("<th scope=\"row\"><bdi>256</bdi></th><td><bdi>61.80 (57 to 66)</bdi></td>")
        .contains("<th scope=\"row\"><bdi>128</bdi></th><td><bdi>–</bdi></td>");
  }

  @Test
  void escapesEveryText() {
    String evil = "</script><script>alert(\"'&\")</script><!-- \u0000\u0085";
    String html = body(ReportPage.html(Pages.full(i -> evil)));
    assertThat(html)
        .doesNotContain("<script>", "alert(\"'", "<!--")
        .contains("&lt;/script&gt;&lt;script&gt;alert(&quot;&#39;&amp;&quot;)&lt;/script&gt;")
        .contains("&lt;!-- ??");
    Matcher drawn =
        Pattern.compile("(?s)<script type=\"application/json\" id=\"drawn\">(.*?)</script>")
            .matcher(html);
    assertThat(drawn.find()).isTrue();
    assertThat(drawn.group(1)).doesNotContain("<");
    assertThat(Json.parse(drawn.group(1), "drawn").at("/charts/0/lines/0/name").asText())
        .isEqualTo(evil);
    assertThat(drawn.find()).isFalse();
  }

  @Test
  void leavesOutWhatThereIsNot() {
    ReportData little = Pages.page("t", List.of(), Album.EMPTY);
    assertThat(body(ReportPage.html(little)))
        .contains("<h1><bdi>t</bdi></h1>")
        .doesNotContain("<section", "class=\"t ");
    Picture none = new Picture(OptionalInt.empty(), "wren");
    QueryPanel panel = new QueryPanel(none, "", List.of());
    assertThat(
            body(
                ReportPage.html(
                    Pages.page(
                        "t", List.of(new QueryPanels("q", "", List.of(panel))), Album.EMPTY))))
        .contains("<span class=\"asked words\"><bdi>wren</bdi></span>");
  }

  @Test
  void longRunsAndManyBarsAreThinned() {
    LineChart.Line line =
        new LineChart.Line(
            "loss", IntStream.range(0, 100_000).mapToObj(i -> LineChart.Point.of(i, i)).toList());
    LineChart chart = new LineChart("t", "x", "y", List.of(line), List.of());
    assertThat(chart.spec().at("/lines/0/points")).hasSize(1000);
    assertThat(chart.spec().at("/lines/0/points/999/0").asInt()).isEqualTo(99_999);
    assertThat(chart.table().rows()).hasSize(100);
    assertThat(chart.table().rows().get(99)).containsExactly("99,999", "99,999");
    assertThat(chart.table().note()).isEqualTo("some rows; metrics.jsonl has all");
    List<String> names = IntStream.range(0, 5000).mapToObj(Integer::toString).toList();
    BarChart bars =
        new BarChart(
            "t",
            "x",
            "y",
            names,
            List.of(new BarChart.Part("p", names.stream().map(Double::valueOf).toList())));
    assertThat(bars.spec().path("names")).hasSize(120);
    assertThat(bars.summary()).isEqualTo("y: highest at 4999 with 4,999.");
  }

  @Test
  void chartsOfNothing() {
    LineChart none =
        new LineChart("t", "x", "y", List.of(new LineChart.Line("a", List.of())), List.of());
    assertThat(none.summary()).isEqualTo("a: no numbers.");
    BarChart bars =
        new BarChart("t", "x", "y", List.of(), List.of(new BarChart.Part("p", List.of())));
    PointChart points = new PointChart("t", "x", "y", List.of());
    Figures figures = new Figures("f", "", List.of(none, bars, points), List.of());
    assertThat(ReportPage.html(Pages.page("t", List.of(figures), Album.EMPTY)))
        .contains("id=\"chart-2\"");
  }

  @Test
  void numbersHaveFourDigits() {
    assertThat(
            List.of(0, 1, 0.5, 12.345, 123.456, 1234.5, 1e-9, 120_053, -0.25, 1e20).stream()
                .map(v -> Numbers.text(v.doubleValue())))
        .containsExactly(
            "0",
            "1",
            "0.500",
            "12.35",
            "123.5",
            "1,235",
            "1.00e-09",
            "120,053",
            "-0.250",
            "100,000,000,000,000,000,000");
    assertThat(Numbers.text(Double.POSITIVE_INFINITY)).isEqualTo("–");
  }

  @Test
  void thumbnailsHaveTheirPlaceOnTheSheet() {
    Album album = Pages.album(10);
    assertThat(album.position(0)).isEqualTo("0.0000% 0.0000%");
    assertThat(album.position(7)).isEqualTo("100.0000% 50.0000%");
    assertThat(album.position(9)).isEqualTo("33.3333% 100.0000%");
    assertThat(Pages.album(1).position(0)).isEqualTo("0.0000% 0.0000%");
    assertThatThrownBy(() -> new Album(new byte[] {'G', 'I', 'F', '8'}, 1, 1))
        .hasMessage("a sheet of thumbnails is a JPEG");
  }

  @Test
  void aGermanMachineWritesTheSame() {
    String english = ReportPage.html(Pages.full(i -> "name " + i));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(ReportPage.html(Pages.full(i -> "name " + i))).isEqualTo(english);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void refusesRowsThatDoNotFit() {
    assertThatThrownBy(() -> new Table("t", List.of("a", "b"), List.of(List.of("1")), ""))
        .hasMessage("row [1] of table t does not have the columns [a, b]");
    assertThatThrownBy(
            () ->
                new BarChart(
                    "t",
                    "x",
                    "y",
                    List.of("3"),
                    List.of(new BarChart.Part("p", List.of(1.0, 2.0)))))
        .hasMessage("p has 2 values for 1 bars");
  }
}
