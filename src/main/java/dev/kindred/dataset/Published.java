package dev.kindred.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Images and classes that a data set is published with.
 *
 * @param name of the data set
 * @param splits expected of each split
 */
record Published(String name, Map<Split, Counts> splits) {

  /**
   * Of one split.
   *
   * @param images negative when not published
   * @param classes of these images
   */
  record Counts(int images, int classes) {}

  static Published halves(String name, Counts train, Counts test) {
    return new Published(name, Map.of(Split.TRAIN, train, Split.TEST, test));
  }

  /** Warns of each difference, with both numbers. */
  void check(ManifestBuilder builder) {
    Map<Split, Counts> found = builder.counts();
    List<String> differences = new ArrayList<>();
    for (Split split : Split.values()) {
      Counts expected = splits.get(split);
      if (expected != null) {
        Counts is = found.getOrDefault(split, new Counts(0, 0));
        String part = split.name().toLowerCase(Locale.ROOT);
        compare(differences, part + " images", is.images(), expected.images());
        compare(differences, part + " classes", is.classes(), expected.classes());
      }
    }
    if (!differences.isEmpty()) {
      builder.warn(
          "%s differs from the published data set: %s; figures will not compare with papers"
              .formatted(name, String.join(", ", differences)));
    }
  }

  private static void compare(List<String> differences, String what, int is, int expected) {
    if (expected >= 0 && is != expected) {
      differences.add(String.format(Locale.ROOT, "%,d %s instead of %,d", is, what, expected));
    }
  }
}
