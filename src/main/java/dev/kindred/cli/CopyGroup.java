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
  /** Columns of {@link #counts}. */
  static final List<String> COUNTED =
      List.of("found by", "groups", "images", "across splits", "across classes");

  /** Names of {@link #cells}, as a line begins. */
  static final String COLUMNS = "group\tfound_by\tid\tpath\tclass\tsplit";

  private static final int PRINTED = 12;

  /** Those across splits first, then those across classes, then by their first image. */
  static List<CopyGroup> of(String foundBy, Forest forest, Looked images) {
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

  /** How many there are, as texts. */
  static List<String> counts(String name, List<CopyGroup> groups, Looked images) {
    return List.of(
        name,
        "%,d".formatted(groups.size()),
        "%,d".formatted(groups.stream().mapToInt(g -> g.ids().length).sum()),
        "%,d".formatted(groups.stream().filter(g -> g.acrossSplits(images)).count()),
        "%,d".formatted(groups.stream().filter(g -> g.acrossClasses(images)).count()));
  }

  /** A line for each of the first groups across splits. */
  static String leaks(List<CopyGroup> groups, Looked images) {
    StringBuilder lines = new StringBuilder();
    groups.stream()
        .filter(g -> g.acrossSplits(images))
        .limit(PRINTED)
        .forEach(
            g -> {
              String split = images.split(g.ids()[0]);
              int other =
                  Arrays.stream(g.ids())
                      .filter(id -> !images.split(id).equals(split))
                      .findFirst()
                      .orElseThrow();
              lines.append(
                  "across splits, by %s: %s (%s) and %s (%s)%n"
                      .formatted(
                          g.foundBy(),
                          images.path(g.ids()[0]),
                          split,
                          images.path(other),
                          images.split(other)));
            });
    return lines.toString();
  }

  /**
   * A line of a table for one of the images; see {@link #COLUMNS}.
   *
   * @param number of the group, from 1
   */
  List<String> cells(int number, int id, Looked images) {
    return List.of(
        Integer.toString(number),
        foundBy,
        Integer.toString(id),
        images.path(id),
        images.className(id),
        images.split(id));
  }

  boolean hasSameImages(CopyGroup other) {
    return Arrays.equals(ids, other.ids);
  }

  /** Whether they are of several splits: what was trained on may be tested with. */
  boolean acrossSplits(Looked images) {
    return Arrays.stream(ids).mapToObj(images::split).distinct().count() > 1;
  }

  /** Whether they are of several classes: one of them is wrong. */
  boolean acrossClasses(Looked images) {
    return Arrays.stream(ids).mapToObj(images::className).distinct().count() > 1;
  }
}
