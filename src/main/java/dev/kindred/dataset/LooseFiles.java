package dev.kindred.dataset;

import java.util.List;

/** Files that lie in no class's folder. */
final class LooseFiles {
  private static final String REASON = "in no class folder";

  private LooseFiles() {}

  /** Those beside class folders. */
  static void passOver(FileTree tree, String folder, ManifestBuilder builder) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    passOver(tree.filesOf(folder).stream().map(f -> prefix + f).toList(), folder, builder);
  }

  /** All those in a folder beside the splits. */
  static void passOverFolder(FileTree tree, String folder, ManifestBuilder builder) {
    passOver(tree.below(folder).stream().map(DataFile::path).toList(), folder, builder);
  }

  private static void passOver(List<String> files, String folder, ManifestBuilder builder) {
    builder.passOver(files.stream().map(f -> new PassedOver(f, REASON)).toList());
    List<String> images = files.stream().filter(Names::isImage).toList();
    if (!images.isEmpty()) {
      builder.note(
          "%d images in %s lie in no class folder and are left out (%s)"
              .formatted(
                  images.size(),
                  folder.isEmpty() ? "the data folder" : folder,
                  ManifestBuilder.some(images)));
    }
  }
}
