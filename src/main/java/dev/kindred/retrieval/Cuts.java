package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Similarities between which pairs are counted, so that none has to be kept: every figure of {@link
 * Verification} asks only how many impostors lie below, at and above each genuine pair. Places run
 * upwards: {@code 2i} is between cuts {@code i - 1} and {@code i}, {@code 2i + 1} is equal to cut
 * {@code i}.
 *
 * @param values ascending, all different
 * @param exact whether every genuine similarity is a cut
 * @param starts first cut at or above each of equal steps from the lowest cut to the highest
 */
@SuppressWarnings("ArrayRecordComponent") // up to 32 MB, held once
record Cuts(double[] values, boolean exact, int[] starts) implements Serializable {
  /** Between the cuts that are always there, in the unit of a cosine. */
  static final double STEP = 0x1p-12;

  /** 32 MB of cuts and 64 MB of counts. */
  static final int MOST = 1 << 22;

  private static final double FINE_STEP = 0x1p-19;
  private static final int STARTS = 1 << 16;

  /** All genuine similarities, and some in equal steps. */
  static Cuts of(DoubleStream genuine) {
    return of(DoubleStream.concat(genuine, grid(STEP)), true);
  }

  /** For more genuine pairs than can be held: very many equal steps. */
  static Cuts fine() {
    return of(grid(FINE_STEP), false);
  }

  private static DoubleStream grid(double step) {
    int steps = (int) (1 / step);
    return IntStream.rangeClosed(-steps, steps).mapToDouble(i -> i * step);
  }

  private static Cuts of(DoubleStream unsorted, boolean exact) {
    // -0.0 and 0.0 are one similarity.
    double[] sorted = unsorted.map(v -> v + 0.0).toArray();
    Arrays.sort(sorted);
    int different = 0;
    for (double v : sorted) {
      if (different == 0 || v != sorted[different - 1]) {
        sorted[different++] = v;
      }
    }
    double[] values = Arrays.copyOf(sorted, different);
    int[] starts = new int[STARTS + 1];
    Cuts cuts = new Cuts(values, exact, starts);
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      for (int step = cuts.step(values[i]); next <= step; next++) {
        starts[next] = i;
      }
    }
    Arrays.fill(starts, next, starts.length, values.length);
    return cuts;
  }

  int places() {
    return 2 * values.length + 1;
  }

  /**
   * Where a pair lies.
   *
   * @param proposed similarity, off by at most {@code error}
   * @param exactly asked when that does not decide
   * @param row what {@code exactly} is asked for
   */
  int place(double proposed, double error, ExactSimilarity exactly, int row) {
    int i = firstFrom(proposed - error);
    if (i == values.length || values[i] > proposed + error) {
      return 2 * i;
    }
    double similarity = exactly.with(row);
    i = firstFrom(similarity);
    return i < values.length && values[i] == similarity ? 2 * i + 1 : 2 * i;
  }

  /** First cut that is not below {@code x}. */
  private int firstFrom(double x) {
    if (x > values[values.length - 1]) {
      return values.length;
    }
    int step = step(x);
    int low = starts[step];
    int high = step < STARTS ? starts[step + 1] : values.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] < x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int step(double x) {
    double lowest = values[0];
    double scale = STARTS / (values[values.length - 1] - lowest);
    return (int) Math.max(0, Math.min(STARTS, (x - lowest) * scale));
  }
}
