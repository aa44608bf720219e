package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;

/** One image, or all images below a folder, of no known class. Nothing to train on. */
final class ImagesReader implements DatasetReader {
  static final String FORMAT = "images";

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public boolean recognises(DataRoot root) {
    return false;
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    List<DataFile> files =
        root.named().map(name -> root.files(List.of(name))).orElseGet(() -> root.tree().below(""));
    if (files.isEmpty()) {
      throw new KindredException(
          Exit.BAD_DATA, "there is no file in %s; name a folder of images".formatted(root.path()));
    }
    files.forEach(file -> builder.addFound(file, Datasets.NO_CLASS, Split.TEST, file.path()));
    if (root.named().isEmpty()) {
      FolderNotes.of(root.tree(), builder);
    }
  }
}
