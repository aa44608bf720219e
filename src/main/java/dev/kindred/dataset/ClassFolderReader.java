package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;

/**
 * One folder for each class, either directly or below {@code train/}, {@code test/} or {@code
 * query/} and {@code gallery/}. Without those the first part of the classes, in name order, trains.
 * Files with another ending than an image's, and hidden ones, are passed over.
 */
final class ClassFolderReader implements DatasetReader {
  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff");

  @Override
  public String format() {
    return "folders";
  }

  @Override
  public boolean recognises(DataRoot root) {
    return root.children("").stream().anyMatch(FileStatus::isDirectory);
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    List<String> folders = folders(root, "");
    if (!folders.isEmpty() && folders.stream().allMatch(f -> Splits.parse(f).isPresent())) {
      for (String split : folders) {
        for (String name : folders(root, split)) {
          add(root, split + "/" + name, name, Splits.parse(split).orElseThrow(), builder);
        }
      }
      return;
    }
    for (int c = 0; c < folders.size(); c++) {
      Split split = Splits.byPosition(c, folders.size(), options.trainPart());
      add(root, folders.get(c), folders.get(c), split, builder);
    }
  }

  private static void add(
      DataRoot root, String folder, String className, Split split, ManifestBuilder builder) {
    List<String> files = images(root, folder);
    if (files.isEmpty()) {
      throw new KindredException(
          Exit.BAD_DATA,
          "class folder %s/%s has no image; add some or remove the folder"
              .formatted(root.path(), folder));
    }
    for (String file : files) {
      builder.add(folder + "/" + file, className, split, "folder " + folder);
    }
  }

  private static List<String> folders(DataRoot root, String relative) {
    return root.children(relative).stream()
        .filter(FileStatus::isDirectory)
        .map(s -> s.getPath().getName())
        .toList();
  }

  /** Names of the image files of a folder. */
  static List<String> images(DataRoot root, String folder) {
    return root.children(folder).stream()
        .filter(s -> s.isFile() && isImage(s.getPath().getName()))
        .map(s -> s.getPath().getName())
        .toList();
  }

  private static boolean isImage(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }
}
