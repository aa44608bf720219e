package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;

/**
 * CUB-200 of 2010: {@code images/<NNN.Name>/} folders and, if unpacked too, {@code
 * lists/files.txt}. The number in a folder's name is the class.
 */
final class Cub2010Reader implements DatasetReader {
  private static final int TRAIN_CLASSES = 100;
  private static final Pattern FOLDER = Pattern.compile("(\\d{3})\\.[^/]+");
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
    return base(root) != null;
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String base = base(root);
    if (base == null) {
      throw new KindredException(
          Exit.BAD_DATA,
          "no images/001.Name folders in %s; data.format = cub200-2010 needs them"
              .formatted(root.path()));
    }
    for (String path : paths(root, base)) {
      Matcher folder = FOLDER.matcher(SafePath.firstSegment(path));
      if (!folder.matches()) {
        throw new KindredException(
            Exit.BAD_DATA,
            "%s: '%s' is not in a folder like 001.Name; unpack the archive again"
                .formatted(LIST, path));
      }
      boolean train = Integer.parseInt(folder.group(1)) <= TRAIN_CLASSES;
      builder.add(
          base + "images/" + path,
          folder.group(),
          train ? Split.TRAIN : Split.TEST,
          base + "images/" + folder.group());
    }
  }

  private static List<String> paths(DataRoot root, String base) {
    List<String> paths = new ArrayList<>();
    if (root.isFile(base + LIST)) {
      root.lines(base + LIST).stream()
          .map(String::strip)
          .filter(l -> !l.isEmpty())
          .forEach(paths::add);
      return paths;
    }
    for (FileStatus folder : root.children(base + "images")) {
      String name = folder.getPath().getName();
      if (folder.isDirectory() && FOLDER.matcher(name).matches()) {
        ClassFolderReader.images(root, base + "images/" + name)
            .forEach(file -> paths.add(name + "/" + file));
      }
    }
    return paths;
  }

  private static String base(DataRoot root) {
    for (String base : root.bases()) {
      if (root.isFolder(base + "images")
          && root.children(base + "images").stream()
              .anyMatch(s -> FOLDER.matcher(s.getPath().getName()).matches())) {
        return base;
      }
    }
    return null;
  }
}
