package dev.kindred.report;

import dev.kindred.report.TimeTable.Round;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The section of the page that shows where the time of each round went. */
final class TimeSection {
  private TimeSection() {}

  static String html(TimeTable table) {
    double longest = table.rounds().stream().mapToDouble(Round::total).max().orElse(0);
    String heads =
        IntStream.range(0, table.parts().size())
            .mapToObj(
                i ->
                    "<th scope=\"col\"><span class=\"swatch\" style=\"background:%s\"></span>%s</th>"
                        .formatted(Palette.colour(i), Html.escape(table.parts().get(i))))
            .collect(Collectors.joining());
    String rows =
        table.rounds().stream().map(r -> row(r, longest)).collect(Collectors.joining("\n"));
    return """
        <section><h2>Where the time went</h2>
        <div class="scroll"><table class="times"><thead><tr><th scope="col">round</th>\
        <th scope="col"></th>%s<th scope="col">seconds</th></tr></thead>
        <tbody>
        %s
        </tbody></table></div></section>
        """
        .formatted(heads, rows);
  }

  private static String row(Round round, double longest) {
    double total = round.total();
    StringBuilder bar = new StringBuilder();
    StringBuilder cells = new StringBuilder();
    for (int i = 0; i < round.seconds().size(); i++) {
      double seconds = round.seconds().get(i);
      bar.append(
          Html.format(
              "<i style=\"width:%.2f%%;background:%s\"></i>",
              longest > 0 ? 100 * seconds / longest : 0, Palette.colour(i)));
      cells.append(
          Html.format(
              "<td>%.1f <small>%.0f %%</small></td>",
              seconds, total > 0 ? 100 * seconds / total : 0));
    }
    return Html.format(
        "<tr><th scope=\"row\">%s</th><td class=\"bar\"><div>%s</div></td>%s<td>%.1f</td></tr>",
        Html.escape(round.name()), bar, cells, total);
  }
}
