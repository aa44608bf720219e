package dev.kindred.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Batches of classes of one super-category, which are harder to tell apart: as Smooth-AP's code
 * (Brown 2020, arXiv:2007.12163) makes them on Stanford Online Products. Its classes that do not
 * fill a batch share the last batches of the epoch with those of others, where that code leaves
 * them out.
 *
 * @param of super-category of each class
 */
@SuppressWarnings("ArrayRecordComponent") // read only
public record SuperCategories(int[] of) implements ClassOrder {
  @Override
  public void arrange(int[] all, int perBatch, SplittableRandom random) {
    Map<Integer, List<Integer>> members = new TreeMap<>();
    for (int label : all) {
      members.computeIfAbsent(of[label], unused -> new ArrayList<>()).add(label);
    }
    List<int[]> whole = new ArrayList<>();
    List<int[]> rest = new ArrayList<>();
    for (List<Integer> category : members.values()) {
      int[] shuffled = category.stream().mapToInt(Integer::intValue).toArray();
      Shuffles.first(shuffled, shuffled.length, random);
      int full = shuffled.length / perBatch * perBatch;
      for (int from = 0; from < full; from += perBatch) {
        whole.add(Arrays.copyOfRange(shuffled, from, from + perBatch));
      }
      rest.add(Arrays.copyOfRange(shuffled, full, shuffled.length));
    }
    int at = 0;
    for (List<int[]> parts : List.of(whole, rest)) {
      int[] order = IntStream.range(0, parts.size()).toArray();
      Shuffles.first(order, order.length, random);
      for (int i : order) {
        System.arraycopy(parts.get(i), 0, all, at, parts.get(i).length);
        at += parts.get(i).length;
      }
    }
  }
}
