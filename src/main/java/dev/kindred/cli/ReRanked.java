package dev.kindred.cli;

import dev.kindred.config.EvaluateSettings;
import dev.kindred.report.SummaryTable;
import dev.kindred.report.Table;
import dev.kindred.retrieval.ReRanking;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Moment;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of {@code evaluate} once more, with other orders of the gallery. */
@DriverOnly
final class ReRanked {
  private ReRanked() {}

  /** Refuses what cannot be re-ranked, before the plain figures are measured. */
  static void check(JobContext context, Searchable embeddings) {
    EvaluateSettings settings = context.config().evaluate();
    if (!embeddings.isWhole() && !settings.reRankings().isEmpty()) {
      embeddings.reRanked("evaluate", settings.recallAt(), settings.reRankings().get(0));
    }
  }

  /** Measures, logs under the name of each order, and prints, where any is asked for. */
  static void print(JobContext context, Searchable embeddings) {
    EvaluateSettings settings = context.config().evaluate();
    Map<String, RetrievalResult> results = new LinkedHashMap<>();
    for (ReRanking how : settings.reRankings()) {
      RetrievalResult result = embeddings.reRanked("evaluate", settings.recallAt(), how);
      context.metrics().add(Moment.of(how.name()), Figures.values(result));
      results.put(how.name(), result);
    }
    if (!results.isEmpty()) {
      Table table = Summary.of(results, settings.recallAt(), "After re-ranking", "images");
      context.out().print(SummaryTable.text(table));
    }
  }
}
