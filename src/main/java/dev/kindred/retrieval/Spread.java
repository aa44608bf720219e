package dev.kindred.retrieval;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How a figure of classes is spread.
 *
 * @param counts classes in ten equal parts of 0..1, each with its lower end, the last with both
 * @param none classes at 0
 * @param all classes at 1
 * @param median of the classes; the upper one of two
 */
@SuppressWarnings("ArrayRecordComponent") // ten numbers
public record Spread(int[] counts, int none, int all, double median) {
  private static final int PARTS = 10;

  /** Of the Recall@K of each class; at least one class. */
  public static Spread ofRecall(PerClass classes, int k) {
    double[] recalls =
        IntStream.range(0, classes.classes()).mapToDouble(c -> classes.recallAt(k, c)).toArray();
    int[] counts = new int[PARTS];
    for (double r : recalls) {
      // 0.29 * 100 is 28.999999999999996; so it may be with tenths.
      counts[(int) Math.min(PARTS - 1, Math.floor(r * PARTS + 1e-9))]++;
    }
    Arrays.sort(recalls);
    return new Spread(
        counts,
        (int) Arrays.stream(recalls).filter(r -> r == 0).count(),
        (int) Arrays.stream(recalls).filter(r -> r == 1).count(),
        recalls[recalls.length / 2]);
  }
}
