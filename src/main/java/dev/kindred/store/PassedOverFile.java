package dev.kindred.store;

import dev.kindred.dataset.ImageRef;
import dev.kindred.dataset.PassedOver;
import dev.kindred.dataset.Reading;
import dev.kindred.image.Broken;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was found in the data folder and is no image: listed in a store, and counted by kind. */
final class PassedOverFile {
  private static final String PREFIX = "passedOver.";

  private PassedOverFile() {}

  static boolean is(BrokenImage image) {
    return image.reason() == Broken.PASSED_OVER;
  }

  /** What the reader and the packing passed over, in this order. */
  static List<PassedOver> all(Reading reading, List<BrokenImage> left) {
    List<PassedOver> all = new ArrayList<>(reading.passedOver());
    left.stream()
        .filter(PassedOverFile::is)
        .forEach(b -> all.add(new PassedOver(b.path(), b.detail())));
    return all;
  }

  static List<String> lines(List<PassedOver> files) {
    List<String> lines = new ArrayList<>();
    lines.add("path\tkind");
    files.forEach(f -> lines.add(f.path().replaceAll("\\p{Cntrl}", "?") + "\t" + f.reason()));
    return lines;
  }

  /** For the manifest. */
  static Map<String, Long> counts(List<PassedOver> files) {
    SortedMap<String, Long> counts = new TreeMap<>();
    files.forEach(f -> counts.merge(PREFIX + f.reason(), 1L, Long::sum));
    return counts;
  }

  /** From the manifest, by kind. */
  static SortedMap<String, Long> counts(ImageStore store) {
    SortedMap<String, Long> counts = new TreeMap<>();
    store
        .manifest()
        .counts()
        .forEach(
            (name, n) -> {
              if (name.startsWith(PREFIX)) {
                counts.put(name.substring(PREFIX.length()), n);
              }
            });
    return counts;
  }

  /** Names the classes of which nothing is an image. */
  static void warn(
      Reading reading, List<ShardSummary> shards, StoreIndex index, List<String> warnings) {
    BitSet passed = new BitSet();
    List<ImageRef> images = reading.manifest().images();
    for (ShardSummary s : shards) {
      s.broken().stream().filter(PassedOverFile::is).forEach(b -> passed.set(classOf(images, b)));
    }
    for (int id = 0; id < index.ids(); id++) {
      if (index.has(id)) {
        passed.clear(index.label(id));
      }
    }
    if (!passed.isEmpty()) {
      List<String> names =
          passed.stream().limit(3).mapToObj(reading.manifest().classNames()::get).toList();
      warnings.add(
          "%d classes have no image, only other files, and are left out (%s%s)"
              .formatted(
                  passed.cardinality(),
                  String.join(", ", names),
                  passed.cardinality() > names.size() ? ", ..." : ""));
    }
  }

  private static int classOf(List<ImageRef> images, BrokenImage b) {
    return images.get(b.id()).classId();
  }
}
