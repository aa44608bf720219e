package dev.kindred.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.cli.RealReport;
import dev.kindred.run.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The report as a browser shows it; in profile {@code real}, whose property names the browser. */
@EnabledIfSystemProperty(named = "kindred.test.browser", matches = ".+")
class ReportInBrowserIT {
  private static final String EVIL =
      "<img src=x onerror=hacked=1></script><script>hacked=1</script>\"'>&amp; \u202e\u05d0\u05d1 🦜 ";

  @TempDir static Path shared;
  @TempDir Path temp;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    browser =
        new Browser(
            System.getProperty("kindred.test.browser"),
            Files.createDirectories(shared.resolve("profile")));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  private Path write(ReportData data) throws IOException {
    return Files.writeString(temp.resolve("report.html"), ReportPage.html(data));
  }

  /** Opens a page and holds it against everything that holds of all pages. */
  private static void open(Path page, String scheme) throws IOException {
    browser.open(page, scheme, 1200, 900);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.fetched()).containsExactly(page.toUri().toString());
    everyChartIsDrawn(scheme);
    assertThat(browser.evaluate("document.documentElement.scrollWidth - innerWidth").asInt())
        .as("wider than the window")
        .isLessThanOrEqualTo(0);
    accessible();
    // Looking at it has neither fetched nor broken anything.
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.fetched()).containsExactly(page.toUri().toString());
  }

  /** Each has as many shapes of the scheme's own colour as it has values. */
  private static void everyChartIsDrawn(String scheme) {
    JsonNode charts =
        browser.evaluate(
            """
            JSON.parse(document.getElementById('drawn').textContent).charts.map((spec, i) => {
              const dom = document.getElementById('chart-' + i);
              const paths = [...dom.querySelectorAll('svg path')];
              const first = getComputedStyle(document.documentElement).getPropertyValue('--c0').trim();
              const of = name => paths.filter(p => p.getAttribute(name) === first).length;
              return {
                drawn: dom.dataset.drawn, kind: spec.kind, stroke: of('stroke'), fill: of('fill'),
                values: spec.kind === 'points' ? spec.points.filter(p => p[4] === 1).length
                  : spec.kind === 'bars' ? spec.parts[0].values.filter(v => v > 0).length
                  : spec.lines[0].points.filter(p => p[1] !== null).length,
                text: dom.querySelectorAll('svg text').length,
                width: dom.querySelector('svg').getBoundingClientRect().width}})
            """);
    for (JsonNode chart : charts) {
      assertThat(chart.path("drawn").asText()).isEqualTo(chart.path("kind").asText());
      assertThat(chart.path("width").asInt()).isGreaterThan(200);
      assertThat(chart.path("text").asInt()).as("texts in %s", chart).isPositive();
      int values = chart.path("values").asInt();
      if (chart.path("kind").asText().equals("lines")) {
        assertThat(chart.path("stroke").asInt())
            .as("%s", chart)
            .isGreaterThanOrEqualTo(values > 1 ? 1 : 0);
      } else {
        // The legend has one too.
        assertThat(chart.path("fill").asInt()).as("%s", chart).isGreaterThanOrEqualTo(values);
      }
    }
    String page = browser.evaluate("getComputedStyle(document.body).backgroundColor").asText();
    assertThat(page).isEqualTo(scheme.equals("dark") ? "rgb(20, 24, 30)" : "rgb(245, 246, 248)");
  }

  /** By axe-core's rules, WCAG 2.2 AA and good practice. */
  private static void accessible() throws IOException {
    try (InputStream axe = ReportInBrowserIT.class.getResourceAsStream("/axe.min.js")) {
      browser.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8) + ";0");
    }
    // Folded tables are looked at too.
    JsonNode violations =
        browser.evaluate(
            """
            document.querySelectorAll('details').forEach(d => { d.open = true; });
            axe.run(document, {preload: false, resultTypes: ['violations']}).then(r =>
              r.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n =>
                n.html.slice(0, 160) + ' ' + n.failureSummary)))
            """);
    assertThat(violations).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void everyKindOfSection(String scheme) throws IOException {
    open(write(Pages.full(i -> "name " + i)), scheme);
  }

  @Test
  void theSchemeMayChangeWhileItIsOpen() throws IOException {
    Path page = write(Pages.full(i -> "name " + i));
    open(page, "light");
    ObjectNode media = Json.object();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", "dark");
    browser.send("Emulation.setEmulatedMedia", media);
    await().untilAsserted(() -> everyChartIsDrawn("dark"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void namesAreWordsNeverMarkup(String scheme) throws IOException {
    open(write(Pages.full(i -> EVIL + i)), scheme);
    // Tooltips and what is said show names too.
    int map = browser.evaluate("document.querySelectorAll('.plot').length - 2").asInt();
    for (int i = 0;
        i < browser.evaluate("document.querySelectorAll('.plot').length").asInt();
        i++) {
      browser.evaluate("document.getElementById('chart-" + i + "').focus()");
      browser.press("ArrowRight");
    }
    browser.evaluate("document.getElementById('chart-" + map + "').focus()");
    browser.press("Home");
    assertThat(browser.evaluate("document.querySelector('.tip').textContent").asText())
        .contains("<img src=x onerror=hacked=1></script>");
    assertThat(browser.evaluate("document.getElementById('said').textContent").asText())
        .contains("<img src=x onerror=hacked=1></script>", "\u05d0\u05d1 🦜");
    assertThat(browser.evaluate("typeof hacked").asText()).isEqualTo("undefined");
    assertThat(browser.evaluate("document.querySelectorAll('img, main script').length").asInt())
        .isZero();
    assertThat(browser.complaints()).isEmpty();
  }

  /** Even markup that got through would not run. */
  @Test
  void scriptsOfOthersDoNotRun() throws IOException {
    String html = ReportPage.html(Pages.full(i -> "name " + i));
    Path page =
        Files.writeString(
            temp.resolve("report.html"),
            html.replace("<main>", "<main><script>hacked=1</script><img src=x onerror=hacked=1>"));
    browser.open(page, "light", 1200, 900);
    assertThat(browser.evaluate("typeof hacked").asText()).isEqualTo("undefined");
    assertThat(browser.complaints().toString()).contains("Content Security Policy");
    assertThat(browser.fetched()).noneMatch(url -> url.endsWith("/x"));
  }

  @Test
  void everyChartIsReachedAndReadByKeys() throws IOException {
    open(write(Pages.full(i -> "name " + i)), "light");
    int charts = browser.evaluate("document.querySelectorAll('.plot').length").asInt();
    TreeSet<String> reached = new TreeSet<>();
    for (int i = 0; i < 80 && reached.size() < charts; i++) {
      browser.press("Tab");
      JsonNode at =
          browser.evaluate(
              "({id: document.activeElement.id, kind: document.activeElement.className,"
                  + " outline: getComputedStyle(document.activeElement).outlineStyle})");
      assertThat(at.path("outline").asText()).as("%s", at).isNotEqualTo("none");
      if (!at.path("kind").asText().equals("plot")) {
        continue;
      }
      reached.add(at.path("id").asText());
      List<String> said = new ArrayList<>();
      for (String key : List.of("Home", "ArrowRight")) {
        browser.press(key);
        said.add(browser.evaluate("document.getElementById('said').textContent").asText());
      }
      assertThat(said).as("%s", at).doesNotHaveDuplicates().noneMatch(String::isBlank);
      String shown = "document.activeElement.querySelector('.tip').offsetParent !== null";
      assertThat(browser.evaluate(shown).asBoolean()).as("%s", at).isTrue();
    }
    assertThat(reached).hasSize(charts);
  }

  @ParameterizedTest
  @CsvSource({"ArrowRight, 1", "ArrowUp, 1", "End, 2"})
  void arrowsLeadOverTheMap(String key, int name) throws IOException {
    PointChart map = Pages.map(i -> "name " + i);
    Figures figures = new Figures("Map", "", List.of(map), List.of());
    open(write(Pages.page("t", List.of(figures), Pages.album(10))), "light");
    browser.evaluate("document.getElementById('chart-0').focus()");
    browser.press("Home");
    assertThat(said()).isEqualTo("name 0, nearest of its class: rank 5");
    browser.press(key);
    int expected = key.equals("ArrowRight") ? 0 : name;
    assertThat(said()).startsWith("name " + expected + ", nearest");
    if (key.equals("ArrowRight")) {
      assertThat(said()).endsWith("nearest image: same class");
    }
    // Rings around the three images of the class, and its thumbnail.
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('#chart-0 path')].filter(p =>"
                        + " p.getAttribute('fill') === 'none'"
                        + " && p.getAttribute('stroke') === '#1d2430').length")
                .asInt())
        .isEqualTo(3);
    assertThat(
            browser
                .evaluate(
                    "getComputedStyle(document.querySelector('.tip .t')).backgroundImage.slice(0, 27)")
                .asText())
        .isEqualTo("url(\"data:image/jpeg;base64");
  }

  private static String said() {
    return browser.evaluate("document.getElementById('said').textContent").asText();
  }

  @Test
  void aThumbnailShowsUnderTheMouse() throws IOException {
    Figures figures = new Figures("Map", "", List.of(Pages.map(i -> "n " + i)), List.of());
    open(write(Pages.page("t", List.of(figures), Pages.album(10))), "light");
    JsonNode at =
        browser.evaluate(
            """
            (() => {
              document.getElementById('chart-0').scrollIntoView({block: 'center'});
              const c = getComputedStyle(document.documentElement).getPropertyValue('--c1').trim();
              const all = [...document.querySelectorAll('#chart-0 path')]
                .filter(p => p.getAttribute('fill') === c).map(p => p.getBoundingClientRect());
              const r = all[0];
              return {x: r.x + r.width / 2, y: r.y + r.height / 2};
            })()
            """);
    browser.point(at.path("x").asDouble() - 3, at.path("y").asDouble());
    browser.point(at.path("x").asDouble(), at.path("y").asDouble());
    String tip = "document.querySelector('#chart-0 .tip')?.textContent ?? ''";
    await().until(() -> !browser.evaluate(tip).asText().isEmpty());
    assertThat(browser.evaluate(tip).asText()).contains("n ", "nearest of its class: rank 5");
    assertThat(browser.evaluate("document.querySelectorAll('#chart-0 .tip .t').length").asInt())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void pagesOfLittleAndOfNothing(String scheme) throws IOException {
    LineChart one =
        new LineChart(
            "Loss",
            "images seen",
            "loss",
            List.of(new LineChart.Line("loss", List.of(LineChart.Point.of(64, Double.NaN)))),
            List.of(new LineChart.Level("nothing", Double.NaN)));
    BarChart none =
        new BarChart("b", "x", "y", List.of(), List.of(new BarChart.Part("p", List.of())));
    PointChart alone =
        new PointChart(
            "map",
            "x",
            "y",
            List.of(
                new PointChart.Point(0, 0, new Picture(OptionalInt.empty(), "wren"), 0),
                new PointChart.Point(0, 0, new Picture(OptionalInt.empty(), "wren"), 0)));
    PointChart nobody = new PointChart("map", "x", "y", List.of());
    open(
        write(
            Pages.page(
                "t",
                List.of(
                    new Note("Not evaluated yet", "evaluate measures the model."),
                    new Figures("f", "", List.of(one, none, alone, nobody), List.of())),
                Album.EMPTY)),
        scheme);
  }

  @Test
  void aPageOfFullSizeIsUsable() throws IOException {
    List<PointChart.Point> points =
        IntStream.range(0, 5000)
            .mapToObj(
                i ->
                    new PointChart.Point(
                        Math.sin(i),
                        Math.cos(3.0 * i),
                        Pages.picture(i % 10, "class " + i / 4),
                        i % 3))
            .toList();
    List<LineChart.Point> rounds =
        IntStream.range(0, 50_000)
            .mapToObj(i -> LineChart.Point.of(64.0 * i, 1.0 / (i + 1)))
            .toList();
    List<Section> sections =
        List.of(
            new Figures(
                "f",
                "",
                List.of(
                    new PointChart("map", "x", "y", points),
                    new LineChart(
                        "l", "x", "y", List.of(new LineChart.Line("loss", rounds)), List.of())),
                List.of()));
    Path page = write(Pages.page("t", sections, Pages.album(10)));
    assertThat(Files.size(page)).isLessThan(3_000_000);
    browser.open(page, "light", 1200, 900);
    assertThat(browser.complaints()).isEmpty();
    everyChartIsDrawn("light");
  }

  @Test
  void onPaperItIsLight() throws IOException {
    open(write(Pages.full(i -> "name " + i)), "dark");
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    everyChartHas("#0072b2");
    browser.evaluate("dispatchEvent(new Event('afterprint'))");
    everyChartHas("#56b4e9");
  }

  private static void everyChartHas(String colour) {
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('.plot')].every(dom => [...dom.querySelectorAll("
                        + "'path')].some(p => [p.getAttribute('fill'), p.getAttribute('stroke')]"
                        + ".includes('"
                        + colour
                        + "')))")
                .asBoolean())
        .isTrue();
  }

  @Test
  void ofARealRun() throws IOException {
    Path page = RealReport.write(temp);
    assertThat(Files.size(page)).isLessThan(3_000_000);
    assertThat(Files.readString(page)).contains("secret.key").doesNotContain("hunter2");
    for (String scheme : List.of("light", "dark")) {
      open(page, scheme);
      assertThat(browser.evaluate("[...document.querySelectorAll('h2')].map(h => h.textContent)"))
          .extracting(JsonNode::asText)
          .contains(
              "Retrieval on held-out classes",
              "By images seen",
              "Recall of single classes",
              "Most confused classes",
              "Worst queries",
              "Queries and their nearest images",
              "Map of the embeddings",
              "Where the time went",
              "Configuration",
              "Environment");
      assertThat(browser.evaluate("document.querySelectorAll('.plot').length").asInt())
          .isEqualTo(6);
    }
  }
}
