package dev.kindred.report;

import java.util.List;

/**
 * A page of groups of pictures: one file that needs nothing else, no script, no font, no network.
 * Everything that comes from outside is escaped.
 */
public final class PicturePage {
  private final StringBuilder out = new StringBuilder();

  private PicturePage() {}

  /**
   * The page.
   *
   * @param title of it
   * @param facts a line each, below the title
   * @param groups in this order
   */
  public static String html(String title, List<String> facts, List<PictureGroup> groups) {
    PicturePage page = new PicturePage();
    page.add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.add(
        "<title>",
        Html.escape(title),
        " · Kindred</title>\n<style>\n",
        Scripts.resource("pictures.css"));
    page.add("</style>\n</head>\n<body>\n<main>\n<header><p class=\"brand\">Kindred</p><h1>");
    page.add(Html.escape(title), "</h1>\n");
    facts.forEach(fact -> page.add("<p class=\"note\">", Html.escape(fact), "</p>\n"));
    page.add("</header>\n");
    groups.forEach(page::group);
    return page.out.append("</main>\n</body>\n</html>\n").toString();
  }

  private void group(PictureGroup group) {
    add("<section><h2>", Html.escape(group.title()), "</h2>\n");
    if (!group.note().isEmpty()) {
      add("<p class=\"note\">", Html.escape(group.note()), "</p>\n");
    }
    add("<div class=\"pictures\">\n");
    for (PictureGroup.Shown shown : group.shown()) {
      String name = Html.escape(shown.picture().caption());
      add("<figure", shown.lead() ? " class=\"lead\"" : "", "><img src=\"");
      add(shown.picture().dataUri(), "\" alt=\"", name, "\">");
      add("<figcaption>", name);
      if (!shown.detail().isEmpty()) {
        add("<br><b>", Html.escape(shown.detail()), "</b>");
      }
      add("</figcaption></figure>\n");
    }
    add("</div></section>\n");
  }

  private void add(String... parts) {
    for (String part : parts) {
      out.append(part);
    }
  }
}
