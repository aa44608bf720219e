package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;

/**
 * One folder for each class, either directly or below {@code train/}, {@code val/}, {@code test/}
 * or {@code query/} and {@code gallery/}. Without those the first part of the classes, in name
 * order, trains. All files below a class's folder are its images, nested ones too; which of them
 * are none is seen by their content when they are packed.
 */
final class ClassFolderReader implements DatasetReader {

  @Override
  public String format() {
    return "folders";
  }

  @Override
  public boolean recognises(DataRoot root) {
    return root.children("").stream().anyMatch(Child::isFolder);
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    FileTree tree = root.tree();
    String top = top(tree);
    String prefix = top.isEmpty() ? "" : top + "/";
    List<String> folders = tree.foldersOf(top);
    List<String> splits = splits(folders);
    List<ClassFolder> classes = new ArrayList<>();
    for (String split : splits) {
      for (String name : tree.foldersOf(prefix + split)) {
        classes.add(
            new ClassFolder(prefix + split + "/" + name, name, Splits.parse(split).orElseThrow()));
      }
      LooseFiles.passOver(tree, prefix + split, builder);
    }
    List<String> others = new ArrayList<>(folders);
    others.removeAll(splits);
    if (splits.isEmpty()) {
      others.forEach(f -> classes.add(new ClassFolder(prefix + f, f, null)));
    } else {
      others.forEach(f -> LooseFiles.passOverFolder(tree, prefix + f, builder));
    }
    LooseFiles.passOver(tree, top, builder);
    add(root, tree, classes, options, builder);
    FolderNotes.of(tree, builder);
  }

  /** All folders when they are all splits; or those that are, when train and another is there. */
  private static List<String> splits(List<String> folders) {
    List<String> splits = folders.stream().filter(f -> Splits.parse(f).isPresent()).toList();
    boolean train = splits.stream().anyMatch(f -> Splits.parse(f).orElseThrow() == Split.TRAIN);
    boolean all = splits.size() == folders.size();
    return all || (train && splits.size() > 1) ? splits : List.of();
  }

  private record ClassFolder(String path, String name, Split split) {}

  private static void add(
      DataRoot root,
      FileTree tree,
      List<ClassFolder> folders,
      ReadOptions options,
      ManifestBuilder builder) {
    List<ClassFolder> classes = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    folders.forEach(
        f -> {
          if (tree.below(f.path()).isEmpty()) {
            empty.add(f.path());
          } else {
            classes.add(f);
          }
        });
    if (classes.isEmpty()) {
      throw new KindredException(
          Exit.BAD_DATA,
          empty.isEmpty()
              ? "no class folder in %s; give each class a folder with its images"
                  .formatted(root.path())
              : "class folder %s/%s has no image; add some or remove the folder"
                  .formatted(root.path(), empty.get(0)));
    }
    if (!empty.isEmpty()) {
      builder.note(
          "%d class folders are empty and are left out (%s)"
              .formatted(empty.size(), ManifestBuilder.some(empty)));
    }
    FolderNotes.nested(tree, classes.stream().map(ClassFolder::path).toList(), builder);
    for (int c = 0; c < classes.size(); c++) {
      ClassFolder f = classes.get(c);
      Split split =
          f.split() == null ? Splits.byPosition(c, classes.size(), options.trainPart()) : f.split();
      tree.below(f.path())
          .forEach(file -> builder.addFound(file, f.name(), split, "folder " + f.path()));
    }
  }

  /** The data folder, or the one folder that an archive has brought around all others. */
  private static String top(FileTree tree) {
    String top = "";
    while (true) {
      List<String> folders = tree.foldersOf(top);
      String only = folders.size() == 1 ? folders.get(0) : null;
      if (only == null || Splits.parse(only).isPresent()) {
        return top;
      }
      String below = top.isEmpty() ? only : top + "/" + only;
      if (tree.foldersOf(below).isEmpty()
          || tree.filesOf(below).stream().anyMatch(Names::isImage)) {
        return top;
      }
      top = below;
    }
  }
}
