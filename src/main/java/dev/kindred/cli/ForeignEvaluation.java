package dev.kindred.cli;

import dev.kindred.dataset.Split;
import dev.kindred.embed.ForeignEmbeddings;
import dev.kindred.report.SummaryTable;
import dev.kindred.report.Table;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Moment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code evaluate --embeddings}: figures of embeddings that were made elsewhere. */
@DriverOnly
final class ForeignEvaluation {
  private ForeignEvaluation() {}

  static void run(JobContext context, String path) {
    ForeignEmbeddings table = ForeignEmbeddings.open(context.spark(), context.hadoop(), path);
    List<Set<Split>> sides = table.sides(context.config().evaluate().trainSplit());
    try (Searchable embeddings =
        new Searchables(context)
            .of(
                table.d(),
                sides.stream().map(table::embeddings).toList(),
                sides.stream().map(table::ids).toList())) {
      ReRanked.check(context, embeddings);
      RetrievalResult result =
          Measuring.measure(context, "evaluate", embeddings, Moment.of("embeddings"));
      Measuring.publish(context, result, embeddings, table.classNames());
      Map<String, RetrievalResult> results = Map.of("embeddings", result);
      Table summary =
          Summary.of(
              results,
              context.config().evaluate().recallAt(),
              "Retrieval with the embeddings of " + path,
              "embeddings of %d numbers".formatted(table.d()));
      context.out().print(SummaryTable.text(summary));
      ReRanked.print(context, embeddings);
      RunReport.ofTable(context, path, table.d(), results, summary)
          .write(
              Optional.of(
                  new Evaluated(
                      context,
                      embeddings,
                      result,
                      Optional.empty(),
                      ReportPictures.none(context, table.classNames()))),
              context.provenance("unknown"));
    }
  }
}
