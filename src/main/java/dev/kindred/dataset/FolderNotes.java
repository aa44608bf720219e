package dev.kindred.dataset;

import java.util.ArrayList;
import java.util.List;

/** What is worth a line about a tree of folders. */
final class FolderNotes {
  private static final int MANY = 5;

  private FolderNotes() {}

  static void of(FileTree tree, ManifestBuilder builder) {
    builder.passOver(tree.passedOver());
    List<String> circles = new ArrayList<>();
    List<String> specials = new ArrayList<>();
    for (PassedOver p : tree.passedOver()) {
      if (p.reason().startsWith("link")) {
        circles.add(p.path());
      } else if (p.reason().startsWith("FIFO")) {
        specials.add(p.path());
      }
    }
    if (!circles.isEmpty()) {
      builder.note(
          "%d symbolic links lead back to a folder above them and are not followed (%s)"
              .formatted(circles.size(), ManifestBuilder.some(circles)));
    }
    if (!specials.isEmpty()) {
      builder.note(
          "%d FIFOs, sockets or devices are passed over (%s)"
              .formatted(specials.size(), ManifestBuilder.some(specials)));
    }
  }

  /** A class of many folders without a file of its own may be a folder of classes. */
  static void nested(FileTree tree, List<String> classes, ManifestBuilder builder) {
    List<String> odd =
        classes.stream()
            .filter(c -> tree.filesOf(c).isEmpty() && tree.foldersOf(c).size() >= MANY)
            .toList();
    if (!odd.isEmpty()) {
      builder.note(
          "%d folders have no file of their own and at least %d folders, all of which are taken for one class (%s); if those are the classes, name the folder around them as data.path"
              .formatted(odd.size(), MANY, ManifestBuilder.some(odd)));
    }
  }
}
