package dev.kindred.report;

import dev.kindred.report.FactList.Fact;
import dev.kindred.report.Headlines.Headline;
import dev.kindred.report.PairPanels.Example;
import dev.kindred.report.PairPanels.Side;
import dev.kindred.report.QueryPanel.Answer;
import dev.kindred.report.QueryPanel.Strip;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Writes the sections of a page, each by its kind. */
final class SectionWriter {
  private final Writer out;

  SectionWriter(Writer out) {
    this.out = out;
  }

  void write(Section section) {
    out.html("<section>");
    if (section instanceof Headlines headlines) {
      headlines(headlines);
    } else if (section instanceof Table table) {
      out.heading(table.title()).table(table);
    } else if (section instanceof Note note) {
      out.heading(note.title()).note(note.text());
    } else if (section instanceof FactList list) {
      out.heading(list.title());
      facts(list.facts(), "facts");
    } else if (section instanceof Figures figures) {
      figures(figures);
    } else if (section instanceof QueryPanels queries) {
      queries(queries);
    } else if (section instanceof PairPanels pairs) {
      pairs(pairs);
    }
    out.html("</section>\n");
  }

  private void headlines(Headlines headlines) {
    out.html("<h2 class=\"unseen\">In short</h2><dl class=\"headlines\">\n");
    for (Headline h : headlines.figures()) {
      out.html("<div><dt>").text(h.name()).html("</dt><dd><strong>").text(h.value());
      out.html("</strong> <small>").text(h.detail()).html("</small></dd></div>\n");
    }
    out.html("</dl>");
  }

  void facts(List<Fact> facts, String kind) {
    out.html("<dl class=\"", kind, "\">\n");
    for (Fact fact : facts) {
      out.html("<div><dt>").text(fact.name()).html("</dt><dd>").name(fact.value());
      out.html("</dd></div>\n");
    }
    out.html("</dl>");
  }

  private void figures(Figures figures) {
    out.heading(figures.title()).note(figures.note()).html("<div class=\"charts\">\n");
    figures.charts().forEach(out::chart);
    out.html("</div>\n");
    figures.tables().forEach(out::folded);
  }

  private void queries(QueryPanels queries) {
    out.heading(queries.title()).note(queries.note());
    out.html("<p class=\"note\"><span class=\"key right\"></span> same class ");
    out.html("<span class=\"key wrong\"></span> other class. Nearest first; point at an image ");
    out.html("for its class and cosine, or open the tables.</p>\n");
    for (QueryPanel panel : queries.panels()) {
      out.html("<article class=\"panel\"><figure class=\"query\">");
      out.picture(panel.query(), "asked", "").html("<figcaption>").name(panel.query().caption());
      out.html("<br>").text(panel.note()).html("</figcaption></figure>\n");
      panel.strips().forEach(strip -> strip(strip, panel.query().caption()));
      out.html("</article>\n");
    }
  }

  private void strip(Strip strip, String query) {
    long right = strip.answers().stream().filter(Answer::right).count();
    out.html("<div class=\"strip\"><h3>").text(strip.title()).html(" <small>");
    out.html(
        right + " of " + strip.answers().size(), " right</small></h3>\n<div class=\"thumbs\">");
    for (Answer answer : strip.answers()) {
      String found = answer.right() ? "right" : "wrong";
      out.picture(answer.picture(), found, Html.format(" · %.3f · ", answer.similarity()) + found);
    }
    out.html("</div>\n").folded(answers(strip, query)).html("</div>\n");
  }

  /** What the mouse shows of each picture. */
  private static Table answers(Strip strip, String query) {
    return new Table(
        "%s, %s".formatted(query, strip.title().toLowerCase(Locale.ROOT)),
        List.of("rank", "class", "cosine", ""),
        IntStream.range(0, strip.answers().size())
            .mapToObj(
                i -> {
                  Answer answer = strip.answers().get(i);
                  return List.of(
                      Integer.toString(i + 1),
                      answer.picture().caption(),
                      Html.format("%.3f", answer.similarity()),
                      answer.right() ? "right" : "wrong");
                })
            .toList(),
        "");
  }

  private void pairs(PairPanels pairs) {
    out.heading(pairs.title()).note(pairs.note()).html("<div class=\"pairs\">\n");
    for (PairPanels.Panel panel : pairs.panels()) {
      out.html("<article><h3>").name(panel.a().name()).html(" and ").name(panel.b().name());
      out.html("</h3>\n");
      side(panel.a());
      side(panel.b());
      out.html("</article>\n");
    }
    out.html("</div>\n");
  }

  private void side(Side side) {
    out.html("<p class=\"note\">").name(side.name()).html(": ").text(side.note()).html("</p>\n");
    out.html("<div class=\"examples\">");
    for (Example example : side.examples()) {
      out.html("<span class=\"couple\">");
      out.picture(example.query(), "asked", " · query").html("<span aria-hidden=\"true\">→</span>");
      out.picture(example.answer(), "wrong", " · nearest to it").html("</span>");
    }
    out.html("</div>\n");
  }
}
