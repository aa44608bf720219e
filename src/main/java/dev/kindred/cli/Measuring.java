package dev.kindred.cli;

import dev.kindred.config.EvaluateSettings;
import dev.kindred.retrieval.Collapse;
import dev.kindred.retrieval.MetricSettings;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Metric;
import dev.kindred.run.Moment;
import dev.kindred.run.RunFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code evaluate} and {@code run} do with embeddings and figures. */
@DriverOnly
final class Measuring {
  private static final MetricSettings.Clustering CLUSTERING =
      new MetricSettings.Clustering(3, 100, 0);

  private Measuring() {}

  /** Measures what the configuration asks for, and logs it. */
  static RetrievalResult measure(
      JobContext context, String name, Searchable embeddings, Moment moment) {
    EvaluateSettings settings = context.config().evaluate();
    MetricSettings metrics =
        new MetricSettings(
            settings.recallAt(),
            settings.nmi() ? Optional.of(CLUSTERING) : Optional.empty(),
            settings.verification() ? Optional.of(settings.pairs()) : Optional.empty());
    RetrievalResult result = embeddings.evaluate(name, metrics);
    context.metrics().add(moment, Figures.values(result));
    return result;
  }

  /** What a reader of the figures might not think of. */
  private static List<String> notes(RetrievalResult result) {
    List<String> notes = new ArrayList<>();
    if (result.queriesWithoutPositive() > 0) {
      notes.add(
          "%,d of %,d queries have a class that no other image of the gallery has; they count as misses"
              .formatted(result.queriesWithoutPositive(), result.queries()));
    }
    if (result.recallAt().lastKey() > result.gallery()) {
      notes.add(
          "R@%d asks for more than the %,d images of the gallery: it looks at all of them"
              .formatted(result.recallAt().lastKey(), result.gallery()));
    }
    return notes;
  }

  /** The run's final figures, for {@code status.json} and {@code per-class.tsv}. */
  static void publish(
      JobContext context, RetrievalResult result, Searchable embeddings, List<String> classNames) {
    Collapse collapse = Collapse.of(embeddings);
    collapse.warning().ifPresent(line -> context.out().println("warning: " + line));
    notes(result).forEach(note -> context.out().println("note: " + note));
    context.session().report(Figures.values(result));
    if (collapse.images() > 1) {
      context.session().report(List.of(Metric.MEAN_COSINE.of(collapse.meanCosine())));
    }
    context.folder().write(RunFiles.PER_CLASS, Figures.perClass(result, classNames));
  }
}
