package dev.kindred.cli;

import dev.kindred.report.Headlines;
import dev.kindred.report.Headlines.Headline;
import dev.kindred.retrieval.Interval;
import dev.kindred.retrieval.PerClass;
import dev.kindred.retrieval.RetrievalResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The figures that whoever decides looks at first. */
final class ReportHeadlines {
  private ReportHeadlines() {}

  /**
   * Of the last of the results.
   *
   * @param results in the order in which they were measured, at least one
   */
  static Headlines of(Map<String, RetrievalResult> results, ReportCurves curves) {
    List<String> names = List.copyOf(results.keySet());
    RetrievalResult last = results.get(names.get(names.size() - 1));
    int k = last.recallAt().firstKey();
    double recall = last.recallAt().get(k);
    Interval interval = last.confidence().recallAt().get(k);
    List<Headline> figures = new ArrayList<>();
    figures.add(
        new Headline(
            "Recall@" + k,
            format("%.1f %%", 100 * recall),
            interval.known()
                ? format("95 %% interval %.1f to %.1f", 100 * interval.low(), 100 * interval.high())
                : "of one class there is no interval"));
    if (names.size() > 1) {
      String before = names.get(names.size() - 2);
      double gained = 100 * (recall - results.get(before).recallAt().get(k));
      figures.add(
          new Headline("Gained by training", format("%+.1f points", gained), "over " + before));
    }
    figures.add(weak(last.perClass(), k));
    if (curves.seconds() > 0) {
      figures.add(
          new Headline(
              "Training",
              time(curves.seconds()),
              format(
                  "%,d images, %.0f a second",
                  curves.images(), curves.images() / curves.seconds())));
    }
    return new Headlines(figures);
  }

  private static Headline weak(PerClass classes, int k) {
    long weak =
        IntStream.range(0, classes.classes()).filter(c -> classes.recallAt(k, c) < 0.5).count();
    return new Headline(
        "Weak classes",
        format("%,d of %,d", weak, classes.classes()),
        "less than half of their queries hit");
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? format("%d:%02d min", whole / 60, whole % 60)
        : format("%d:%02d h", whole / 3600, whole / 60 % 60);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
