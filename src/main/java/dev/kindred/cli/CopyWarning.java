package dev.kindred.cli;

import dev.kindred.dataset.Split;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricValue;
import dev.kindred.store.ExactCopies;
import dev.kindred.store.ImageStore;
import dev.kindred.store.StoreIndex;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What {@code prepare} says of images that are there twice. */
@DriverOnly
final class CopyWarning {
  private CopyWarning() {}

  /** Counts and warns. */
  static MetricValue of(JobContext context, ImageStore store) {
    List<int[]> groups = ExactCopies.of(context.spark(), store);
    StoreIndex index = store.index();
    List<int[]> leaks = groups.stream().filter(g -> leaks(index, g)).toList();
    long leaked = leaks.stream().mapToLong(g -> heldOut(index, g)).sum();
    List<int[]> contrary =
        groups.stream().filter(g -> Arrays.stream(index.labels(g)).distinct().count() > 1).toList();
    if (!leaks.isEmpty() || !contrary.isEmpty()) {
      String[] paths = store.paths(context.hadoop());
      if (!leaks.isEmpty()) {
        int[] first = leaks.get(0);
        context
            .out()
            .printf(
                Locale.ROOT,
                "warning: %,d images outside the training split are exact copies of training images,"
                    + " so figures come out too good (first: %s); 'kindred duplicates' lists them%n",
                leaked,
                some(paths, first));
      }
      if (!contrary.isEmpty()) {
        context
            .out()
            .printf(
                Locale.ROOT,
                "warning: %,d groups of exact copies have several classes (first: %s)%n",
                contrary.size(),
                some(paths, contrary.get(0)));
      }
    }
    return Metric.PREPARE_LEAKED.of((double) leaked);
  }

  private static boolean leaks(StoreIndex index, int[] group) {
    long heldOut = heldOut(index, group);
    return heldOut > 0 && heldOut < group.length;
  }

  private static long heldOut(StoreIndex index, int[] group) {
    return Arrays.stream(group).filter(id -> index.split(id) != Split.TRAIN).count();
  }

  private static String some(String[] paths, int[] group) {
    return paths[group[0]] + " = " + paths[group[group.length - 1]];
  }
}
