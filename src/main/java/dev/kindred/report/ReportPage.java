package dev.kindred.report;

/**
 * Writes {@code report.html}: one file that needs nothing else, no font, no network. Without
 * scripts everything is there but the drawings, whose numbers stand in tables behind them.
 */
public final class ReportPage {
  private static final String KEYS =
      """
      <p id="keys" class="unseen">Arrow keys move from value to value, Escape leaves them.</p>
      <p id="said" class="unseen" role="status" aria-live="polite"></p>
      <noscript><p class="note">Scripts are off: charts are not drawn, their tables are there.</p>\
      </noscript>
      """;

  private ReportPage() {}

  /** The page. */
  public static String html(ReportData data) {
    Scripts scripts = Scripts.load();
    Writer out = new Writer(data.album());
    out.html("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.html("<meta http-equiv=\"Content-Security-Policy\" content=\"", scripts.policy(), "\">\n");
    out.html("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.html("<meta name=\"color-scheme\" content=\"light dark\">\n");
    out.html("<title>").text(data.title()).html(" · Kindred</title>\n<style>\n");
    out.html(Scripts.resource("report.css"), data.album().style(), "</style>\n</head>\n<body>\n");
    out.html("<header><p class=\"brand\">Kindred</p><h1>").name(data.title()).html("</h1>\n");
    out.html("<p class=\"sub\">Run <code>").name(data.runId()).html("</code> · ");
    out.text(data.date()).html("</p>\n");
    SectionWriter sections = new SectionWriter(out);
    sections.facts(data.facts(), "chips");
    out.html("</header>\n<main>\n", KEYS);
    data.sections().forEach(sections::write);
    out.html("</main>\n<footer><p class=\"note\">Charts by Apache ECharts, Apache-2.0.</p>");
    out.html("</footer>\n<script type=\"application/json\" id=\"drawn\">", out.drawn());
    out.html("</script>\n", scripts.html(), "</body>\n</html>\n");
    return out.toString();
  }
}
