package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * CUB-200 of 2010: {@code images/<NNN.Name>/} folders and, if unpacked too, {@code
 * lists/files.txt}. The number in a folder's name is the class.
 */
final class Cub2010Reader implements DatasetReader {
  private static final String LIST = "lists/files.txt";

  @Override
  public String format() {
    return "cub200-2010";
  }

  /** The images of the halves are not published. */
  @Override
  public Optional<Published> published() {
    return Optional.of(
        Published.halves(
            "CUB-200 (2010)", new Published.Counts(-1, 100), new Published.Counts(-1, 100)));
  }

  @Override
  public boolean recognises(DataRoot root) {
    return NumberedFolders.images(root).isPresent();
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String base =
        NumberedFolders.images(root)
            .orElseThrow(
                () ->
                    new KindredException(
                        Exit.BAD_DATA,
                        "no images/001.Name folders in %s; data.format = cub200-2010 needs them"
                            .formatted(root.path())));
    builder.note(
        "this is CUB-200's edition of 2010; its figures do not compare with those of CUB-200-2011");
    if (!root.isFile(base + LIST)) {
      NumberedFolders.read(root, base, builder);
      return;
    }
    for (String line : root.lines(base + LIST)) {
      if (!line.isBlank()) {
        add(base, line.strip(), builder);
      }
    }
  }

  private static void add(String base, String path, ManifestBuilder builder) {
    Matcher folder = NumberedFolders.FOLDER.matcher(SafePath.firstSegment(path));
    if (!folder.matches()) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s: '%s' is not in a folder like 001.Name; unpack the archive again"
              .formatted(LIST, path));
    }
    builder.add(
        base + "images/" + path,
        folder.group(),
        NumberedFolders.split(folder),
        base + "images/" + folder.group());
  }
}
