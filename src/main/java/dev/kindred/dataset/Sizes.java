package dev.kindred.dataset;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How many images and classes the parts of a data set have.
 *
 * @param name of the data set
 * @param images of each split that there is
 * @param classes of these images
 */
public record Sizes(String name, Map<Split, Integer> images, Map<Split, Integer> classes) {
  public Sizes {
    images = Map.copyOf(images);
    classes = Map.copyOf(classes);
  }

  /** Of what was read. */
  public static Sizes of(Manifest manifest) {
    Map<Split, Integer> images = new EnumMap<>(Split.class);
    Map<Split, Set<Integer>> classes = new EnumMap<>(Split.class);
    for (ImageRef image : manifest.images()) {
      images.merge(image.split(), 1, Integer::sum);
      classes.computeIfAbsent(image.split(), s -> new HashSet<>()).add(image.classId());
    }
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    classes.forEach((split, ids) -> counts.put(split, ids.size()));
    return new Sizes(manifest.name(), images, counts);
  }

  static Sizes of(Published published) {
    Map<Split, Integer> images = new EnumMap<>(Split.class);
    Map<Split, Integer> classes = new EnumMap<>(Split.class);
    published
        .splits()
        .forEach(
            (split, counts) -> {
              images.put(split, counts.images());
              classes.put(split, counts.classes());
            });
    return new Sizes(published.name(), images, classes);
  }

  boolean known() {
    return images.getOrDefault(Split.TRAIN, -1) > 0;
  }

  /** Images of a split; 0 where there is none. */
  public int images(Split split) {
    return images.getOrDefault(split, 0);
  }

  /** Classes of a split; 0 where there is none. */
  public int classes(Split split) {
    return classes.getOrDefault(split, 0);
  }

  /** For people. */
  public String text() {
    List<String> parts = new ArrayList<>();
    for (Split split : Split.values()) {
      if (images(split) > 0) {
        parts.add(
            String.format(
                Locale.ROOT,
                "%s %,d images of %,d classes",
                split.name().toLowerCase(Locale.ROOT),
                images(split),
                classes(split)));
      }
    }
    return String.join("; ", parts);
  }
}
