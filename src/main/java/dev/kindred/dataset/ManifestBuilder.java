package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects a manifest and checks what holds for every layout. */
final class ManifestBuilder {
  private static final int NAMED = 3;

  private final String name;
  private final boolean strict;
  private final Map<String, Integer> classIds = new LinkedHashMap<>();
  private final List<ImageRef> images = new ArrayList<>();
  private final Map<String, Object> places = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, DataFile> listed = new HashMap<>();
  private final List<PassedOver> passedOver = new ArrayList<>();
  private final DataRoot root;
  private final OutsidePath paths;
  private final boolean outside;
  private boolean byContent;
  private boolean rows;

  ManifestBuilder(String name, DataRoot root, ReadOptions options) {
    this.name = name;
    this.strict = options.strict();
    this.root = root;
    this.outside = options.outside();
    this.paths = new OutsidePath(root, outside);
  }

  /** Id of a class, new ones in order of appearance. */
  int classId(String className) {
    return classIds.computeIfAbsent(className, c -> classIds.size());
  }

  /**
   * One image.
   *
   * @param where shown in messages, such as {@code list.tsv line 12}
   */
  void add(String path, String className, Split split, Object where) {
    String safe = paths.normalise(path, where);
    addSafe(safe, path, className, split, where);
  }

  /** A file that was found in a folder; whether it is an image is seen when it is packed. */
  void addFound(DataFile file, String className, Split split, Object where) {
    byContent = true;
    listed.put(file.path(), file);
    addSafe(SafePath.normalise(file.path(), where), file.path(), className, split, where);
  }

  /** A row of a Parquet file that holds the image itself. */
  void addRow(DataFile row, String className, Split split, Object where) {
    rows = true;
    listed.put(row.path(), row);
    addSafe(row.path(), row.path(), className, split, where);
  }

  private void addSafe(String safe, String path, String className, Split split, Object where) {
    if (className.isBlank()) {
      throw new KindredException(
          Exit.BAD_DATA, "%s: no class for '%s'; give each image one".formatted(where, path));
    }
    Object before = places.putIfAbsent(safe, where);
    if (before != null) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s: '%s' was listed before (%s); list each image once".formatted(where, path, before));
    }
    images.add(new ImageRef(safe, classId(className), split));
  }

  /** A warning, or with {@code strict} the end. */
  void warn(String message) {
    if (strict) {
      throw new KindredException(Exit.BAD_DATA, message);
    }
    warnings.add(message);
  }

  /** A warning that is never the end. */
  void note(String message) {
    warnings.add(message);
  }

  /** What is no image; each reason is counted. */
  void passOver(List<PassedOver> more) {
    passedOver.addAll(more);
  }

  /** Images and classes so far. */
  Map<Split, Published.Counts> counts() {
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    Map<Split, BitSet> classes = new EnumMap<>(Split.class);
    for (ImageRef i : images) {
      counts.merge(i.split(), 1, Integer::sum);
      classes.computeIfAbsent(i.split(), s -> new BitSet()).set(i.classId());
    }
    Map<Split, Published.Counts> both = new EnumMap<>(Split.class);
    counts.forEach((s, n) -> both.put(s, new Published.Counts(n, classes.get(s).cardinality())));
    return both;
  }

  /** The data set, after the checks that need all of it. */
  Reading build() {
    if (images.isEmpty()) {
      throw new KindredException(
          Exit.BAD_DATA, "no image found (layout %s); check data.path".formatted(name));
    }
    List<String> names = List.copyOf(classIds.keySet());
    EnumSet<Split> splits = EnumSet.noneOf(Split.class);
    images.forEach(i -> splits.add(i.split()));
    checkSplits(splits);
    List<ImageRef> kept = ValidationSplit.settled(withoutSingletons(names), names, this);
    checkOverlap(kept, names);
    return new Reading(
        root,
        new Manifest(name, names, kept),
        warnings,
        listed,
        passedOver,
        new ImageOrigin(byContent, outside, rows));
  }

  private static void checkSplits(EnumSet<Split> splits) {
    boolean pair = splits.contains(Split.QUERY) || splits.contains(Split.GALLERY);
    if (pair && splits.contains(Split.TEST)) {
      throw new KindredException(
          Exit.BAD_DATA, "lists have both test and query/gallery images; use one of the two");
    }
    if (pair && !(splits.contains(Split.QUERY) && splits.contains(Split.GALLERY))) {
      throw new KindredException(
          Exit.BAD_DATA, "query and gallery need each other; only one of them is listed");
    }
  }

  /** A class of one training image has no positive pair: it cannot teach anything. */
  private List<ImageRef> withoutSingletons(List<String> names) {
    int[] sizes = new int[names.size()];
    images.stream().filter(i -> i.split() == Split.TRAIN).forEach(i -> sizes[i.classId()]++);
    List<String> single = new ArrayList<>();
    for (int c = 0; c < sizes.length; c++) {
      if (sizes[c] == 1) {
        single.add(names.get(c));
      }
    }
    if (single.isEmpty()) {
      return images;
    }
    note(
        "%d training classes have a single image and are left out, since they make no pair (%s)"
            .formatted(single.size(), some(single)));
    List<ImageRef> kept =
        images.stream().filter(i -> i.split() != Split.TRAIN || sizes[i.classId()] != 1).toList();
    if (kept.isEmpty()) {
      throw new KindredException(
          Exit.BAD_DATA, "no class has two images; deep metric learning needs pairs");
    }
    return kept;
  }

  private void checkOverlap(List<ImageRef> kept, List<String> names) {
    BitSet train = new BitSet();
    BitSet test = new BitSet();
    kept.stream()
        .filter(i -> i.split() != Split.VALIDATION)
        .forEach(i -> (i.split() == Split.TRAIN ? train : test).set(i.classId()));
    train.and(test);
    if (!train.isEmpty()) {
      List<String> both = train.stream().mapToObj(names::get).toList();
      warnings.add(
          "%d classes are in both halves, so Recall is not that of unseen classes (%s)"
              .formatted(both.size(), some(both)));
    }
  }

  /** The first few of many names. */
  static String some(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? first + ", ..." : first;
  }
}
