package dev.kindred.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A few of the bundled emoji, in a folder for each class. */
final class Emoji {
  private static final Path IMAGES = Path.of("samples/emoji/images").toAbsolutePath();

  private Emoji() {}

  /** The first classes by name with so many images, and their first images. */
  static List<Path> copy(Path to, int classes, int images) throws IOException {
    TreeMap<String, List<Path>> byClass = new TreeMap<>();
    try (Stream<Path> files = Files.list(IMAGES)) {
      files
          .sorted()
          .forEach(
              file -> {
                String name = file.getFileName().toString();
                String of = name.substring(0, name.indexOf('.'));
                byClass.computeIfAbsent(of, c -> new ArrayList<>()).add(file);
              });
    }
    List<Path> copied = new ArrayList<>();
    for (List<Path> all : byClass.values()) {
      if (all.size() >= images && copied.size() < classes * images) {
        for (Path file : all.subList(0, images)) {
          String name = file.getFileName().toString();
          Path copy = to.resolve(name.substring(0, name.indexOf('.'))).resolve(name);
          Files.createDirectories(copy.getParent());
          copied.add(Files.copy(file, copy));
        }
      }
    }
    return copied;
  }
}
