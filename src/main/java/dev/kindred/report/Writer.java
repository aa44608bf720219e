package dev.kindred.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.run.Json;
import java.util.List;

/** The page as it grows, and what its script will draw into it. Everything outside is escaped. */
final class Writer {
  private final Album album;
  private final StringBuilder out = new StringBuilder(1 << 16);
  private final ObjectNode drawn = Json.object();
  private final ArrayNode charts = drawn.putArray("charts");

  Writer(Album album) {
    this.album = album;
    drawn.put("columns", album.columns()).put("rows", album.rows());
  }

  /** Markup of this program, as it is. */
  Writer html(String... parts) {
    for (String part : parts) {
      out.append(part);
    }
    return this;
  }

  /** Words from anywhere. */
  Writer text(String text) {
    out.append(Html.escape(text));
    return this;
  }

  /** A name from anywhere, whose direction of writing leaves what stands around it alone. */
  Writer name(String name) {
    return html("<bdi>").text(name).html("</bdi>");
  }

  Writer heading(String title) {
    return html("<h2>").text(title).html("</h2>\n");
  }

  Writer note(String note) {
    return note.isEmpty() ? this : html("<p class=\"note\">").text(note).html("</p>\n");
  }

  /**
   * A thumbnail, or the words instead of one.
   *
   * @param kind classes of style
   * @param hint behind the caption
   */
  Writer picture(Picture picture, String kind, String hint) {
    if (picture.place().isEmpty()) {
      return html("<span class=\"", kind, " words\">").name(picture.caption()).html("</span>");
    }
    String label = Html.escape(picture.caption() + hint);
    return html("<span class=\"t ", kind, "\" role=\"img\" aria-label=\"", label)
        .html("\" title=\"", label, "\" style=\"background-position:")
        .html(album.position(picture.place().getAsInt()), "\"></span>");
  }

  /** A place for a chart, which the script fills, and its numbers. */
  Writer chart(Chart chart) {
    int number = charts.size();
    charts.add(chart.spec());
    String id = "chart-" + number;
    html("<figure class=\"chart\"><figcaption id=\"", id, "-title\">").text(chart.title());
    html("</figcaption>\n<p class=\"unseen\" id=\"", id, "-note\">").text(chart.summary());
    html("</p>\n<div class=\"plot\" id=\"", id, "\" tabindex=\"0\" role=\"application\"");
    html(" aria-roledescription=\"chart\" aria-labelledby=\"", id, "-title\"");
    html(" aria-describedby=\"", id, "-note keys\"></div>\n");
    return folded(chart.table()).html("</figure>\n");
  }

  /** A table that opens when it is asked for. */
  Writer folded(Table table) {
    html("<details><summary>Table: ").text(table.title()).html("</summary>\n");
    return table(table).html("</details>\n");
  }

  Writer table(Table table) {
    html("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    text(table.title()).html("\"><table><thead><tr>");
    table.columns().forEach(c -> cell(c, "th scope=\"col\""));
    html("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      html("<tr>").cell(row.get(0), "th scope=\"row\"");
      row.subList(1, row.size()).forEach(c -> cell(c, "td"));
      html("</tr>\n");
    }
    return html("</tbody></table></div>\n").note(table.note());
  }

  /** A head without words would be read out as one. */
  private Writer cell(String words, String tag) {
    String used = words.isBlank() ? "td" : tag;
    return html("<", used, ">").name(words).html("</", used.substring(0, 2), ">");
  }

  /** What the script draws, as JSON that ends no script element. */
  String drawn() {
    return Json.line(drawn).replace("<", "\\u003c");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
