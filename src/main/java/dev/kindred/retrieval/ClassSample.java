package dev.kindred.retrieval;

import dev.kindred.run.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A part of many images by whole classes: single images of many classes would show neither how
 * close a class lies nor what it is taken for. The same every time.
 */
public final class ClassSample {
  private ClassSample() {}

  /**
   * Chooses classes at random until so many rows are together.
   *
   * @param labels class of each row
   * @param most rows to choose; all are chosen when there are no more
   * @param leastOfClass rows of a class to take although there are so many classes; more are taken
   *     where classes are few, and fewer where a class has no more
   * @return chosen rows, ascending
   */
  public static int[] rows(int[] labels, int most, int leastOfClass) {
    if (labels.length <= most) {
      return IntStream.range(0, labels.length).toArray();
    }
    Map<Integer, List<Integer>> rows = new HashMap<>();
    for (int row = 0; row < labels.length; row++) {
      rows.computeIfAbsent(labels[row], of -> new ArrayList<>()).add(row);
    }
    int[] order = rows.keySet().stream().mapToInt(c -> c).sorted().toArray();
    SplittableRandom random = RandomStream.REPORT.open(0);
    shuffle(order, random);
    int ofClass = Math.max(leastOfClass, most / order.length);
    int[] chosen = new int[most];
    int n = 0;
    for (int label : order) {
      int[] candidates = rows.get(label).stream().mapToInt(r -> r).toArray();
      if (candidates.length > ofClass) {
        shuffle(candidates, random);
      }
      int taken = Math.min(Math.min(ofClass, candidates.length), most - n);
      System.arraycopy(candidates, 0, chosen, n, taken);
      n += taken;
    }
    int[] found = Arrays.copyOf(chosen, n);
    Arrays.sort(found);
    return found;
  }

  /** Fisher and Yates. */
  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
  }
}
