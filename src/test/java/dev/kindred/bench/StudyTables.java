package dev.kindred.bench;

import dev.kindred.study.Mean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Tables and charts of the study. Times are those of the first seed.
 *
 * @param images seen by each run
 * @param pretrained Recall@1 of the pretrained features, in percent
 * @param runs of each variant, one a seed; a variant without runs is left out
 */
record StudyTables(long images, OptionalDouble pretrained, Map<StudyVariant, List<StudyRun>> runs) {
  private static final String NONE = "–";

  /** Charts by the end of their file's name. */
  private static final Map<String, List<String>> CHARTS =
      Map.of(
          "executors", List.of("executors-1", "baseline", "executors-4"),
          "every", List.of("every-1", "baseline", "every-20"),
          "ways", List.of("baseline", "live", "fresh", "outer", "exact", "memory"));

  /** Both tables and links to the charts, which stand beside the document. */
  String markdown(String chartPrefix) {
    StringBuilder text = new StringBuilder();
    text.append(recalls()).append('\n');
    new TreeMap<>(CHARTS)
        .keySet()
        .forEach(
            name ->
                text.append(
                        "![Recall@1 against images seen, %s](%s)%n"
                            .formatted(name, file(chartPrefix, name, "images")))
                    .append(
                        "![Recall@1 against minutes, %s](%s)%n"
                            .formatted(name, file(chartPrefix, name, "minutes"))));
    return text.append('\n').append(times()).toString();
  }

  /** SVG files by name. */
  Map<String, String> charts(String prefix) {
    Map<String, String> files = new TreeMap<>();
    CHARTS.forEach(
        (name, variants) -> {
          files.put(
              file(prefix, name, "images"),
              chart(name, "images seen", variants, p -> p.images()).svgFile());
          files.put(
              file(prefix, name, "minutes"),
              chart(name, "minutes of training", variants, StudyRun.Point::minutes).svgFile());
        });
    return files;
  }

  private static String file(String prefix, String name, String axis) {
    return prefix + name + "-" + axis + ".svg";
  }

  /** Recall@1 by images seen, a line a variant. */
  String recalls() {
    List<Long> checkpoints = StudyVariant.checkpoints(images);
    StringBuilder text = new StringBuilder("| |");
    checkpoints.forEach(c -> text.append(" %s |".formatted(number("%,d", c))));
    text.append(" minutes |\n|").append(" --- |".repeat(checkpoints.size() + 2)).append('\n');
    runs.forEach(
        (variant, all) -> {
          text.append("| %s |".formatted(variant.label()));
          for (long at : checkpoints) {
            text.append(" %s |".formatted(spread("%.1f", at(all, at, StudyRun.Point::recall))));
          }
          text.append(" %s |%n".formatted(number("%.2f", minutes(timed(all)))));
        });
    return text.toString();
  }

  /**
   * The first seed's: others may have shared the machine, which changes no figure but the times.
   */
  private static StudyRun timed(List<StudyRun> all) {
    return all.get(0);
  }

  private static double minutes(StudyRun run) {
    return run.rounds().stream().mapToDouble(StudyRun.Round::seconds).sum() / 60;
  }

  private static double[] at(
      List<StudyRun> all, long images, ToDoubleFunction<StudyRun.Point> value) {
    return all.stream()
        .flatMap(run -> run.points().stream().filter(p -> p.images() == images))
        .mapToDouble(value)
        .toArray();
  }

  private String times() {
    StringBuilder text =
        new StringBuilder(
            "| | rounds | images of one | seconds | input | compute | sending | averaging | images/s |\n"
                + "|"
                + " --- |".repeat(9)
                + "\n");
    runs.forEach(
        (variant, all) -> {
          // The first round builds the networks, the last may be shorter.
          List<StudyRun.Round> rounds = timed(all).rounds().stream().skip(1).toList();
          long size = rounds.stream().mapToLong(StudyRun.Round::images).max().orElse(0);
          List<StudyRun.Round> whole = rounds.stream().filter(r -> r.images() == size).toList();
          text.append(
              "| %s | %d | %s | %s | %s | %s | %s | %s | %s |%n"
                  .formatted(
                      variant.label(),
                      all.get(0).rounds().size(),
                      number("%,d", size),
                      median(whole, StudyRun.Round::seconds),
                      median(whole, StudyRun.Round::input),
                      median(whole, StudyRun.Round::compute),
                      median(whole, StudyRun.Round::send),
                      median(whole, StudyRun.Round::average),
                      whole.isEmpty()
                          ? NONE
                          : number(
                              "%.0f", size / median(seconds(whole, StudyRun.Round::seconds)))));
        });
    return text.toString();
  }

  private static String median(
      List<StudyRun.Round> rounds, ToDoubleFunction<StudyRun.Round> seconds) {
    return rounds.isEmpty() ? NONE : number("%.2f", median(seconds(rounds, seconds)));
  }

  private static double[] seconds(
      List<StudyRun.Round> rounds, ToDoubleFunction<StudyRun.Round> seconds) {
    return rounds.stream().mapToDouble(seconds).toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Mean, and its 95 % interval over the seeds. */
  private static String spread(String format, double[] values) {
    Mean mean = Mean.of(Arrays.stream(values).boxed().toList());
    return switch (values.length) {
      case 0 -> NONE;
      case 1 -> number(format, mean.mean());
      default -> number(format, mean.mean()) + " ± " + number(format, mean.half());
    };
  }

  private SvgChart chart(
      String name, String axis, List<String> variants, ToDoubleFunction<StudyRun.Point> x) {
    List<SvgChart.Series> series = new ArrayList<>();
    runs.forEach(
        (variant, all) -> {
          if (variants.contains(variant.name())) {
            List<SvgChart.Point> points = new ArrayList<>();
            all.get(0).points().stream()
                .map(StudyRun.Point::images)
                .forEach(
                    seen ->
                        points.add(
                            new SvgChart.Point(
                                mean(at(List.of(timed(all)), seen, x)),
                                mean(at(all, seen, StudyRun.Point::recall)))));
            series.add(new SvgChart.Series(variant.label(), points));
          }
        });
    List<SvgChart.Reference> references = new ArrayList<>();
    pretrained.ifPresent(p -> references.add(new SvgChart.Reference("pretrained", p)));
    return new SvgChart(title(name), axis, "Recall@1, %", series, references);
  }

  private static String title(String name) {
    return switch (name) {
      case "executors" -> "Executors, averaged every 5 steps";
      case "every" -> "Steps between two averagings, 2 executors";
      default -> "Ways to average, 2 executors";
    };
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static String number(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
