package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lists of the original system: {@code train.txt} and {@code test.txt}, or {@code train.txt},
 * {@code query.txt} and {@code gallery.txt}, and {@code val.txt} where there is one, with lines
 * "relative/path label" separated by blanks, a tab or a comma.
 */
final class ListsReader implements DatasetReader {
  private static final List<String> VALIDATION = List.of("val", "valid", "validation", "dev");

  @Override
  public String format() {
    return "list";
  }

  @Override
  public boolean recognises(DataRoot root) {
    return root.isFile("train.txt")
        && (root.isFile("test.txt")
            || (root.isFile("query.txt") && root.isFile("gallery.txt"))
            || validation(root).isPresent());
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    Optional<String> validation = validation(root);
    List<String> parts = new ArrayList<>(List.of("train"));
    if (root.isFile("test.txt")) {
      parts.add("test");
    } else if (validation.isEmpty() || root.isFile("query.txt") || root.isFile("gallery.txt")) {
      parts.addAll(List.of("query", "gallery"));
    }
    validation.ifPresent(parts::add);
    for (String part : parts) {
      String file = part + ".txt";
      if (!root.isFile(file)) {
        throw new KindredException(
            Exit.BAD_DATA,
            "no %s in %s; data.format = list needs train.txt and test.txt, or query.txt and gallery.txt"
                .formatted(file, root.path()));
      }
      List<String> lines = root.lines(file);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i).strip();
        if (!line.isEmpty()) {
          Place where = Place.line(file, i + 1);
          int cut = cut(line, where);
          String path = line.substring(0, cut).strip();
          builder.add(path, line.substring(cut + 1).strip(), Splits.require(part, where), where);
        }
      }
    }
  }

  /** Name of the list of validation images. */
  private static Optional<String> validation(DataRoot root) {
    return VALIDATION.stream().filter(name -> root.isFile(name + ".txt")).findFirst();
  }

  /** Before the label: a path may have blanks, a label has none. */
  private static int cut(String line, Place where) {
    int comma = line.indexOf(',');
    int blank = Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t'));
    if (comma != line.lastIndexOf(',') || (comma < 0 && blank < 0)) {
      throw new KindredException(
          Exit.BAD_DATA, "%s: '%s'; expected 'relative/path label'".formatted(where, line));
    }
    return comma >= 0 ? comma : blank;
  }
}
