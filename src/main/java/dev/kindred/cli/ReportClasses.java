package dev.kindred.cli;

import dev.kindred.report.BarChart;
import dev.kindred.report.Figures;
import dev.kindred.report.Section;
import dev.kindred.report.Table;
import dev.kindred.retrieval.PerClass;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.retrieval.Spread;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** How Recall is spread over the classes, and which have least of it. */
final class ReportClasses {
  private static final int SHOWN = 20;

  private ReportClasses() {}

  static Section of(RetrievalResult result, IntFunction<String> names) {
    PerClass classes = result.perClass();
    int k = result.recallAt().firstKey();
    Spread spread = Spread.ofRecall(classes, k);
    List<String> bars =
        IntStream.range(0, spread.counts().length)
            .mapToObj(i -> i == 9 ? "90 to 100" : "%d to <%d".formatted(10 * i, 10 * i + 10))
            .toList();
    List<Double> counts = Arrays.stream(spread.counts()).asDoubleStream().boxed().toList();
    return new Figures(
        "Recall of single classes",
        String.format(
            Locale.ROOT,
            "%,d classes: half have a Recall@%d of %.1f %% or more, %,d have none and %,d have all"
                + " of their queries found. per-class.tsv has every class.",
            classes.classes(),
            k,
            100 * spread.median(),
            spread.none(),
            spread.all()),
        List.of(
            new BarChart(
                "Classes by their Recall@" + k,
                "Recall@%d, %%".formatted(k),
                "classes",
                bars,
                List.of(new BarChart.Part("classes", counts)))),
        List.of(worst(classes, k, names)));
  }

  private static Table worst(PerClass classes, int k, IntFunction<String> names) {
    List<List<String>> rows =
        IntStream.range(0, classes.classes())
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer c) -> classes.recallAt(k, c))
                    .thenComparing(c -> -classes.queries()[c])
                    .thenComparing(c -> c))
            .limit(SHOWN)
            .map(
                c ->
                    List.of(
                        names.apply(classes.labels()[c]),
                        Integer.toString(classes.queries()[c]),
                        Summary.percent(classes.recallAt(k, c)),
                        Summary.percent(classes.mapAtR()[c] / classes.queries()[c])))
            .toList();
    return new Table(
        "classes with the lowest Recall@" + k,
        List.of("class", "queries", "R@%d, %%".formatted(k), "MAP@R, %"),
        rows,
        "");
  }
}
