package dev.kindred.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CUB-200 as folders named {@code 001.Name}, whose numbers are the classes: in {@code images/}, in
 * {@code train/} and {@code test/} (by image, each with all classes), or directly.
 */
final class NumberedFolders {
  static final Pattern FOLDER = Pattern.compile("(\\d{3})\\.[^/]+");
  private static final int TRAIN_CLASSES = 100;
  private static final List<String> PARTS =
      List.of("images", "train", "test", "val", "valid", "validation", "");

  private NumberedFolders() {}

  /** The base whose {@code images/} has such folders. */
  static Optional<String> images(DataRoot root) {
    return root.bases().stream().filter(b -> has(root, b + "images")).findFirst();
  }

  /** The base with such folders in any of their places. */
  static Optional<String> base(DataRoot root) {
    return root.bases().stream()
        .filter(b -> PARTS.stream().anyMatch(part -> has(root, folder(b, part))))
        .findFirst();
  }

  /** The split that a folder's number stands for. */
  static Split split(Matcher folder) {
    return Integer.parseInt(folder.group(1)) <= TRAIN_CLASSES ? Split.TRAIN : Split.TEST;
  }

  /** Adds all images of a base, class by class. */
  static void read(DataRoot root, String base, ManifestBuilder builder) {
    FileTree tree = root.tree();
    TreeMap<String, List<String>> classes = new TreeMap<>();
    for (String part : PARTS) {
      String parent = folder(base, part);
      for (String name : tree.foldersOf(parent)) {
        if (FOLDER.matcher(name).matches()) {
          String path = parent.isEmpty() ? name : parent + "/" + name;
          classes.computeIfAbsent(name, n -> new ArrayList<>()).add(path);
        }
      }
      if (part.equals("images") && !classes.isEmpty()) {
        break;
      }
    }
    classes.forEach(
        (name, folders) -> {
          Matcher folder = FOLDER.matcher(name);
          folder.matches();
          for (String path : folders) {
            tree.below(path)
                .forEach(f -> builder.addFound(f, name, split(folder), "folder " + path));
          }
        });
    FolderNotes.of(tree, builder);
  }

  private static String folder(String base, String part) {
    String joined = base + part;
    return joined.endsWith("/") ? joined.substring(0, joined.length() - 1) : joined;
  }

  private static boolean has(DataRoot root, String folder) {
    return (folder.isEmpty() || root.isFolder(folder))
        && root.children(folder).stream()
            .anyMatch(c -> c.isFolder() && FOLDER.matcher(c.name()).matches());
  }
}
