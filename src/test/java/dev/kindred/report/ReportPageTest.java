package dev.kindred.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.report.Chart.Reference;
import dev.kindred.report.Chart.Series;
import dev.kindred.report.QueryPanel.Answer;
import dev.kindred.report.ReportData.Fact;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0};

  @Test
  void needsNothingButItself() {
    String html = ReportPage.html(full("x"));
    assertThat(html)
        .doesNotContain("<script", "<link", "@import", "url(")
        .contains("prefers-color-scheme: dark", "@media print");
    assertThat(Pattern.compile("(src|href)=\"(?!data:image/)").matcher(html).find()).isFalse();
    assertThat(html.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
  }

  @Test
  void showsEveryText() {
    assertThat(ReportPage.html(full("text")))
        .contains("title text", "run text", "date text", "fact text", "table text", "column text")
        .contains("cell text", "note text", "chart text", "series text", "reference text")
        .contains("query text", "answer text · 0.912 · right", "answer text · 0.500 · wrong")
        .contains("round text", "part text", "version text", "1 of 2 right");
  }

  @Test
  void escapesEveryText() {
    String evil = "<script>alert(\"'&\")</script>";
    String html = ReportPage.html(full(evil));
    assertThat(html)
        .doesNotContain("<script", "alert(\"")
        .contains("&lt;script&gt;alert(&quot;&#39;&amp;&quot;)&lt;/script&gt;");
  }

  @Test
  void leavesOutWhatThereIsNot() {
    ReportData little =
        new ReportData("t", "r", "d", List.of(), List.of(), List.of(), List.of(), null, List.of());
    assertThat(ReportPage.html(little)).contains("<h1>t</h1>").doesNotContain("<section");
  }

  @Test
  void oneListOfNeighboursWithoutTraining() {
    QueryPanel panel =
        new QueryPanel(
            new Picture(PNG, "a"), List.of(new Answer(new Picture(PNG, "b"), true, 1)), List.of());
    ReportData data =
        new ReportData(
            "t", "r", "d", List.of(), List.of(), List.of(), List.of(panel), null, List.of());
    assertThat(ReportPage.html(data))
        .contains("<h3>Nearest <small>1 of 1 right</small></h3>")
        .doesNotContain("training</", "After");
  }

  @Test
  void refusesWhatABrowserMightNotShow() {
    Picture picture = new Picture(new byte[] {'G', 'I', 'F', '8'}, "wren");
    assertThatThrownBy(picture::dataUri).hasMessage("picture of wren is neither PNG nor JPEG");
    assertThat(new Picture(JPEG, "x").dataUri()).isEqualTo("data:image/jpeg;base64,/9j/AA==");
  }

  @Test
  void refusesRowsThatDoNotFit() {
    assertThatThrownBy(() -> new Table("t", List.of("a", "b"), List.of(List.of("1")), ""))
        .hasMessage("row [1] of table t does not have the columns [a, b]");
    assertThatThrownBy(
            () -> new TimeTable(List.of("input"), List.of(TimeTable.Round.of("3", 1, 2))))
        .hasMessage("round 3 has times [1.0, 2.0] for the parts [input]");
  }

  private static ReportData full(String text) {
    Picture picture = new Picture(PNG, "answer " + text);
    return new ReportData(
        "title " + text,
        "run " + text,
        "date " + text,
        List.of(new Fact("loss " + text, "fact " + text)),
        List.of(
            new Table(
                "table " + text,
                List.of("column " + text, "b"),
                List.of(List.of("row " + text, "cell " + text)),
                "note " + text)),
        List.of(
            new Chart(
                "chart " + text,
                "x " + text,
                "y " + text,
                List.of(Series.of("series " + text, new double[] {0, 1}, new double[] {3, 2})),
                List.of(new Reference("reference " + text, 2.5)))),
        List.of(
            new QueryPanel(
                new Picture(JPEG, "query " + text),
                List.of(new Answer(picture, true, 0.912), new Answer(picture, false, 0.5)),
                List.of(new Answer(picture, false, 0.5)))),
        new TimeTable(
            List.of("part " + text, "compute"), List.of(TimeTable.Round.of("round " + text, 1, 3))),
        List.of(new Fact("v " + text, "version " + text)));
  }
}
