package dev.kindred.cli;

import dev.kindred.dataset.Split;
import dev.kindred.embed.ForeignEmbeddings;
import dev.kindred.embed.LazyEmbeddings;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Embeddings made elsewhere, in place of images and a model.
 *
 * @param table all of them
 * @param splits whose rows are looked at; none for all rows
 * @param rows those
 * @param what for messages
 */
@DriverOnly
record ForeignLook(
    ForeignEmbeddings table, Set<Split> splits, ForeignEmbeddings.Rows rows, String what)
    implements Looked {
  /**
   * What {@code --embeddings} names; empty where a model is looked at.
   *
   * @param which split, {@code evaluated} or {@code all}
   * @throws KindredException when the table is not sound, or has no such rows
   */
  static Optional<ForeignLook> of(JobContext context, String which) {
    return context
        .config()
        .evaluate()
        .embeddings()
        .map(
            path -> {
              Optional<Set<Split>> named = LookedAt.splits(which);
              if (named.isEmpty()) {
                throw new KindredException(
                    Exit.USAGE,
                    "--images %s cannot be taken from %s; expected evaluated, all, train, validation,"
                            .formatted(which, path)
                        + " test, query or gallery");
              }
              ForeignEmbeddings table =
                  ForeignEmbeddings.openUnlabelled(context.spark(), context.hadoop(), path);
              Set<Split> splits = splits(context, table, which, named.get());
              ForeignEmbeddings.Rows rows = table.rows(splits);
              if (rows.ids().length == 0) {
                throw new KindredException(
                    Exit.BAD_DATA, "%s has no rows of split %s".formatted(path, which));
              }
              return new ForeignLook(table, splits, rows, "embeddings of " + path);
            });
  }

  private static Set<Split> splits(
      JobContext context, ForeignEmbeddings table, String which, Set<Split> named) {
    if (which.equals(LookedAt.ALL)) {
      return Set.of();
    }
    if (!which.equals(LookedAt.EVALUATED)) {
      return named;
    }
    Set<Split> evaluated = EnumSet.noneOf(Split.class);
    table.sides(context.config().evaluate().trainSplit()).forEach(evaluated::addAll);
    return evaluated;
  }

  LazyEmbeddings embeddings() {
    return table.embeddings(splits);
  }

  @Override
  public int[] ids() {
    return rows.ids();
  }

  @Override
  public int[] labels() {
    return rows.labels();
  }

  @Override
  public String path(int id) {
    return rows.names()[row(id)];
  }

  @Override
  public String className(int id) {
    return table.classNames().get(rows.labels()[row(id)]);
  }

  @Override
  public String split(int id) {
    Split split = rows.splits()[row(id)];
    return split == null ? "" : LookedAt.name(split);
  }

  @Override
  public int classes() {
    return (int) Arrays.stream(rows.labels()).distinct().count();
  }

  private int row(int id) {
    return Arrays.binarySearch(rows.ids(), id);
  }
}
