package dev.kindred.cli;

import dev.kindred.report.QueryPanel;
import dev.kindred.report.QueryPanels;
import dev.kindred.report.Section;
import dev.kindred.retrieval.ExtremeQueries;
import dev.kindred.retrieval.PerQuery;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Queries with their nearest images: the worst, the best, and some of all. */
@DriverOnly
final class ReportQueries {
  private static final int SHOWN = 6;

  private final Evaluated evaluated;

  ReportQueries(Evaluated evaluated) {
    this.evaluated = evaluated;
  }

  List<Section> sections() {
    Searchable all = evaluated.embeddings();
    PerQuery queries = evaluated.result().perQuery();
    int lacking = evaluated.result().queriesWithoutPositive();
    List<Section> sections = new ArrayList<>();
    add(
        sections,
        "Worst queries",
        "Missed, with the lowest average precision, one of a class."
            + (lacking > 0
                ? String.format(
                    Locale.ROOT,
                    " %,d queries whose class the gallery lacks are not among them.",
                    lacking)
                : ""),
        ExtremeQueries.worst(queries, all.queryLabels(), SHOWN));
    add(
        sections,
        "Best queries",
        "Hit, with the highest average precision, those of large classes first, one of a class.",
        ExtremeQueries.best(queries, all.queryLabels(), all.galleryLabels(), SHOWN));
    sections.add(spread());
    return sections;
  }

  private void add(List<Section> sections, String title, String note, int... rows) {
    if (rows.length > 0) {
      ShownQueries shown = ShownQueries.of(evaluated.context(), evaluated.embeddings(), rows);
      sections.add(new QueryPanels(title, note, panels(shown, Optional.empty(), rows)));
    }
  }

  private Section spread() {
    int[] rows = ShownQueries.spread(evaluated.embeddings());
    return new QueryPanels(
        "Queries and their nearest images",
        "Spread evenly over all queries, not chosen by what came of them.",
        panels(
            ShownQueries.of(evaluated.context(), evaluated.embeddings(), rows),
            evaluated.before(),
            rows));
  }

  private List<QueryPanel> panels(ShownQueries shown, Optional<ShownQueries> before, int... rows) {
    ReportPictures pictures = evaluated.pictures();
    return IntStream.range(0, rows.length)
        .mapToObj(
            i -> {
              List<QueryPanel.Strip> strips = new ArrayList<>();
              before.ifPresent(b -> strips.add(b.strip("Before training", i, pictures)));
              String title = before.isPresent() ? "After training" : "Nearest";
              strips.add(shown.strip(title, i, pictures));
              return new QueryPanel(shown.picture(i, pictures), note(rows[i]), strips);
            })
        .toList();
  }

  private String note(int row) {
    int first = evaluated.result().perQuery().firstRank()[row];
    return first == 0
        ? "no image of its class in the gallery"
        : String.format(Locale.ROOT, "first of its class: rank %,d", first);
  }
}
