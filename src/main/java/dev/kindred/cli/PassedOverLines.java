package dev.kindred.cli;

import dev.kindred.image.FileKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/** What {@code prepare} says of files that are no images. */
final class PassedOverLines {
  private PassedOverLines() {}

  /** For the summary; empty when there was none. */
  static String summary(SortedMap<String, Long> counts) {
    if (counts.isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    long all = 0;
    for (var e : counts.entrySet()) {
      parts.add(String.format(Locale.ROOT, "%,d %s", e.getValue(), e.getKey()));
      all += e.getValue();
    }
    return String.format(Locale.ROOT, ", %,d passed over (%s)", all, String.join(", ", parts));
  }

  /** When there were pictures that nobody here can decode, it is said aloud. */
  static Optional<String> warning(SortedMap<String, Long> counts) {
    List<String> parts = new ArrayList<>();
    counts.forEach(
        (kind, n) -> {
          if (FileKind.isPicture(kind)) {
            parts.add(String.format(Locale.ROOT, "%,d %s", n, kind));
          }
        });
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "kindred: warning: passed over %s, for which there is no decoder; convert them to JPEG, such as with heif-convert or ImageMagick (all are listed in passed-over.tsv of the store)"
                .formatted(String.join(", ", parts)));
  }
}
