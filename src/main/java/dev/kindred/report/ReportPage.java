package dev.kindred.report;

import dev.kindred.report.QueryPanel.Answer;
import dev.kindred.report.ReportData.Fact;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes {@code report.html}: one file that needs nothing else, no script, no font, no network.
 * Everything that comes from outside is escaped.
 */
public final class ReportPage {
  private final ReportData data;
  private final StringBuilder out = new StringBuilder();

  private ReportPage(ReportData data) {
    this.data = data;
  }

  /** The page. */
  public static String html(ReportData data) {
    return new ReportPage(data).page();
  }

  private String page() {
    add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    add("<title>", Html.escape(data.title()), " · Kindred</title>\n");
    add("<style>\n", style(), "</style>\n</head>\n<body>\n<main>\n");
    add("<header><p class=\"brand\">Kindred</p><h1>", Html.escape(data.title()), "</h1>\n");
    add("<p class=\"sub\">Run <code>", Html.escape(data.runId()), "</code> · ");
    add(Html.escape(data.date()), "</p></header>\n");
    facts("", data.facts(), "chips");
    data.tables().forEach(this::table);
    if (!data.charts().isEmpty()) {
      add("<section><h2>By round</h2>\n<div class=\"charts\">\n");
      for (Chart chart : data.charts()) {
        add("<figure>", chart.svg(), "</figure>\n");
      }
      add("</div></section>\n");
    }
    queries();
    if (data.rounds() != null && !data.rounds().rounds().isEmpty()) {
      add(TimeSection.html(data.rounds()));
    }
    facts("Provenance", data.provenance(), "facts");
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private void facts(String title, List<Fact> facts, String kind) {
    if (facts.isEmpty()) {
      return;
    }
    add("<section>", title.isEmpty() ? "" : "<h2>" + title + "</h2>\n");
    add("<dl class=\"", kind, "\">\n");
    for (Fact fact : facts) {
      add("<div><dt>", Html.escape(fact.name()), "</dt><dd>");
      add(Html.escape(fact.value()), "</dd></div>\n");
    }
    add("</dl></section>\n");
  }

  private void table(Table table) {
    add("<section><h2>", Html.escape(table.title()), "</h2>\n");
    add("<div class=\"scroll\"><table><thead><tr>");
    table.columns().forEach(c -> add("<th scope=\"col\">", Html.escape(c), "</th>"));
    add("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      add("<tr><th scope=\"row\">", Html.escape(row.get(0)), "</th>");
      row.subList(1, row.size()).forEach(c -> add("<td>", Html.escape(c), "</td>"));
      add("</tr>\n");
    }
    add("</tbody></table></div>\n");
    if (!table.note().isEmpty()) {
      add("<p class=\"note\">", Html.escape(table.note()), "</p>\n");
    }
    add("</section>\n");
  }

  private void queries() {
    if (data.queries().isEmpty()) {
      return;
    }
    add("<section><h2>Queries and their nearest images</h2>\n<p class=\"note\">");
    add("<span class=\"key right\"></span> same class <span class=\"key wrong\"></span> other");
    add(" class. Nearest first; point at an image for its class and cosine.</p>\n");
    for (QueryPanel panel : data.queries()) {
      add("<article class=\"panel\"><figure class=\"query\">", image(panel.query(), ""));
      add("<figcaption>", Html.escape(panel.query().caption()), "</figcaption></figure>\n");
      strip(panel.after().isEmpty() ? "Nearest" : "Before training", panel.before());
      strip("After training", panel.after());
      add("</article>\n");
    }
    add("</section>\n");
  }

  private void strip(String title, List<Answer> answers) {
    if (answers.isEmpty()) {
      return;
    }
    long right = answers.stream().filter(Answer::right).count();
    add("<div class=\"strip\"><h3>", title, " <small>");
    add(right + " of " + answers.size(), " right</small></h3>\n<div class=\"thumbs\">");
    for (Answer answer : answers) {
      String hint = Html.format(" · %.3f", answer.similarity());
      add("<span class=\"", answer.right() ? "right" : "wrong", "\">");
      add(image(answer.picture(), hint + (answer.right() ? " · right" : " · wrong")), "</span>");
    }
    add("</div></div>\n");
  }

  private static String image(Picture picture, String hint) {
    String text = Html.escape(picture.caption() + hint);
    return "<img src=\"%s\" alt=\"%s\" title=\"%s\">".formatted(picture.dataUri(), text, text);
  }

  private static String style() {
    try (InputStream in = ReportPage.class.getResourceAsStream("/dev/kindred/report/report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String... parts) {
    for (String part : parts) {
      out.append(part);
    }
  }
}
