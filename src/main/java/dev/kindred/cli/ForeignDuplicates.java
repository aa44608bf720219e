package dev.kindred.cli;

import dev.kindred.report.SummaryTable;
import dev.kindred.report.Table;
import dev.kindred.retrieval.ClusterJob;
import dev.kindred.retrieval.DistributedSet;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;

/** {@code duplicates --embeddings}: rows that are alike to the model that made them. */
@DriverOnly
final class ForeignDuplicates {
  private ForeignDuplicates() {}

  static void run(JobContext context, ForeignLook rows) {
    double similarity = context.config().look().duplicates().similarity();
    if (similarity == 0) {
      throw new KindredException(
          Exit.USAGE,
          "look.duplicates.similarity = 0 leaves embeddings out, and there is nothing else in "
              + rows.what());
    }
    List<CopyGroup> groups;
    try (DistributedSet set = rows.embeddings().keep()) {
      groups = CopyGroup.of("model", new ClusterJob(context.spark(), set).join(similarity), rows);
    }
    String table = DuplicatesCommand.FOLDER + "duplicates.tsv";
    context.folder().write(table, table(groups, rows));
    context.folder().delete(DuplicatesCommand.FOLDER + "duplicates.html");
    context
        .out()
        .print(
            SummaryTable.text(
                new Table(
                    "Duplicates among %,d %s".formatted(rows.ids().length, rows.what()),
                    CopyGroup.COUNTED,
                    List.of(CopyGroup.counts("model", groups, rows)),
                    CopyGroup.leaks(groups, rows) + "table: " + context.folder().path(table))));
  }

  private static String table(List<CopyGroup> groups, ForeignLook rows) {
    StringBuilder text = new StringBuilder(CopyGroup.COLUMNS + "\n");
    for (int g = 0; g < groups.size(); g++) {
      for (int id : groups.get(g).ids()) {
        text.append(TsvLine.of(groups.get(g).cells(g + 1, id, rows)));
      }
    }
    return text.toString();
  }
}
