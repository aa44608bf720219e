package dev.kindred.cli;

import dev.kindred.report.Note;
import dev.kindred.report.PairPanels;
import dev.kindred.report.Section;
import dev.kindred.retrieval.Confusion;
import dev.kindred.retrieval.Confusions;
import dev.kindred.run.DriverOnly;
import java.util.Locale;

/** The pairs of classes that are taken for each other most often. */
@DriverOnly
final class ReportPairs {
  private static final String TITLE = "Most confused classes";

  /** Similarities: half a minute's work for two cores with embeddings of 512 numbers. */
  private static final Confusions.Bounds BOUNDS = new Confusions.Bounds(12, 3, 2_000_000_000L);

  private ReportPairs() {}

  static Section of(Evaluated evaluated) {
    Confusions found = Confusions.of(evaluated.embeddings(), evaluated.result(), BOUNDS);
    if (found.most().isEmpty()) {
      return new Note(TITLE, "No query was missed whose class is in the gallery.");
    }
    return new PairPanels(
        TITLE,
        String.format(
            Locale.ROOT,
            "The nearest image of a query is of the other class. The first of %,d pairs, from %s.",
            found.pairs(),
            found.asked() == found.misses()
                ? String.format(Locale.ROOT, "%,d missed queries", found.misses())
                : String.format(
                    Locale.ROOT,
                    "%,d of %,d missed queries, all of some classes",
                    found.asked(),
                    found.misses())),
        found.most().stream()
            .map(
                pair ->
                    new PairPanels.Panel(
                        side(evaluated.pictures(), pair.a(), pair.b()),
                        side(evaluated.pictures(), pair.b(), pair.a())))
            .toList());
  }

  private static PairPanels.Side side(
      ReportPictures pictures, Confusion.Side side, Confusion.Side other) {
    return new PairPanels.Side(
        pictures.name(side.label()),
        String.format(Locale.ROOT, "%,d of %,d queries missed so", side.missed(), side.queries()),
        side.examples().stream()
            .map(
                e ->
                    new PairPanels.Example(
                        pictures.of(e.query(), side.label()),
                        pictures.of(e.answer(), other.label())))
            .toList());
  }
}
