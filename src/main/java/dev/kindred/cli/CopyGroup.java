package dev.kindred.cli;

import dev.kindred.retrieval.Forest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Images that are the same, or nearly so.
 *
 * @param foundBy how that was seen, such as {@code bytes}
 * @param ids ascending
 */
@SuppressWarnings("ArrayRecordComponent") // a few numbers
record CopyGroup(String foundBy, int[] ids) {
  /** Those across splits first, then those across classes, then by their first image. */
  static List<CopyGroup> of(String foundBy, Forest forest, LookedAt images) {
    Map<Integer, List<Integer>> byRoot = new TreeMap<>();
    int[] roots = forest.roots();
    for (int i = 0; i < roots.length; i++) {
      byRoot.computeIfAbsent(roots[i], r -> new ArrayList<>(1)).add(images.ids()[i]);
    }
    return byRoot.values().stream()
        .filter(ids -> ids.size() > 1)
        .map(ids -> new CopyGroup(foundBy, ids.stream().mapToInt(id -> id).toArray()))
        .sorted(
            Comparator.<CopyGroup, Boolean>comparing(g -> !g.acrossSplits(images))
                .thenComparing(g -> !g.acrossClasses(images)))
        .toList();
  }

  boolean hasSameImages(CopyGroup other) {
    return Arrays.equals(ids, other.ids);
  }

  /** Whether they are of several splits: what was trained on may be tested with. */
  boolean acrossSplits(LookedAt images) {
    return Arrays.stream(ids).mapToObj(images::split).distinct().count() > 1;
  }

  /** Whether they are of several classes: one of them is wrong. */
  boolean acrossClasses(LookedAt images) {
    return Arrays.stream(ids).mapToObj(images::className).distinct().count() > 1;
  }
}
