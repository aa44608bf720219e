package dev.kindred.retrieval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Percentile intervals by bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
 * ch. 13) over classes: as many classes as there are, drawn with replacement, make up a test set of
 * the same kind. Queries of one class succeed and fail together, so that drawing queries would give
 * intervals that are far too short. Answers are not searched anew: a query keeps its rank. The same
 * input gives the same intervals.
 */
final class Bootstrap {
  private static final int DRAWS = 1000;
  private static final double LEVEL = 0.95;
  private static final long SEED = 0;

  private Bootstrap() {}

  /** A figure that is a sum over queries divided by their number, both by class. */
  private record Ratio(double[] sums, int[] counts) {
    double with(int[] times) {
      double sum = 0;
      double count = 0;
      for (int c = 0; c < times.length; c++) {
        sum += times[c] * sums[c];
        count += (double) times[c] * counts[c];
      }
      return sum / count;
    }
  }

  /**
   * Intervals of everything.
   *
   * @param clusters of all images, if they were clustered; stays as it is in all draws
   */
  static Confidence intervals(PerClass sums, Optional<Contingency> clusters) {
    List<Ratio> ratios = new ArrayList<>();
    sums.hits().values().forEach(h -> ratios.add(new Ratio(doubles(h), sums.queries())));
    ratios.add(new Ratio(sums.rPrecision(), sums.queries()));
    ratios.add(new Ratio(sums.mapAtR(), sums.queries()));
    ratios.add(
        new Ratio(Arrays.stream(sums.firstRanks()).asDoubleStream().toArray(), sums.answered()));
    Iterator<Interval> found =
        intervals(
                sums.classes(),
                ratios.size(),
                times -> ratios.stream().mapToDouble(r -> r.with(times)).toArray())
            .iterator();
    SortedMap<Integer, Interval> recallAt = new TreeMap<>();
    sums.hits().keySet().forEach(k -> recallAt.put(k, found.next()));
    return new Confidence(
        recallAt, found.next(), found.next(), found.next(), clusters.map(Bootstrap::clusters));
  }

  /**
   * A class drawn twice counts as two classes whose images lie in the same clusters, so that draws
   * agree less with their clusters. Their spread is that of the figure, their mean is not: the
   * intervals are moved by the difference (bias-corrected as in Efron and Tibshirani, ch. 10).
   */
  private static Confidence.Clusters clusters(Contingency found) {
    ClusterAgreement whole = found.agreement();
    double[] figures = {whole.nmi(), whole.ami(), whole.f1()};
    double[] sums = new double[figures.length];
    List<Interval> three =
        intervals(
            found.classes(),
            figures.length,
            times -> {
              ClusterAgreement drawn = found.agreement(times);
              double[] values = {drawn.nmi(), drawn.ami(), drawn.f1()};
              Arrays.setAll(sums, f -> sums[f] + values[f]);
              return values;
            });
    List<Interval> moved = new ArrayList<>();
    for (int f = 0; f < figures.length; f++) {
      moved.add(three.get(f).moved(figures[f] - sums[f] / DRAWS));
    }
    return new Confidence.Clusters(moved.get(0), moved.get(1), moved.get(2));
  }

  /**
   * Of several figures at once.
   *
   * @param draw how often each class was drawn, to the figures; NaN where a draw has none
   */
  static List<Interval> intervals(int classes, int figures, Function<int[], double[]> draw) {
    if (classes < 2) {
      // A single class says nothing about others.
      return Collections.nCopies(figures, Interval.UNKNOWN);
    }
    double[][] values = new double[figures][DRAWS];
    SplittableRandom random = new SplittableRandom(SEED);
    int[] times = new int[classes];
    for (int i = 0; i < DRAWS; i++) {
      Arrays.fill(times, 0);
      for (int c = 0; c < classes; c++) {
        times[random.nextInt(classes)]++;
      }
      double[] drawn = draw.apply(times);
      for (int f = 0; f < figures; f++) {
        values[f][i] = drawn[f];
      }
    }
    return Arrays.stream(values).map(Bootstrap::interval).toList();
  }

  private static Interval interval(double[] drawn) {
    double[] values = Arrays.stream(drawn).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return values.length == 0
        ? Interval.UNKNOWN
        : new Interval(quantile(values, (1 - LEVEL) / 2), quantile(values, (1 + LEVEL) / 2));
  }

  /** Linear between the two nearest, NumPy's default. */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  private static double[] doubles(int... whole) {
    return Arrays.stream(whole).asDoubleStream().toArray();
  }
}
