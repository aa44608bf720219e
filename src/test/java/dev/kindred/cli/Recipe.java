package dev.kindred.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of {@code conf/recipes}. */
final class Recipe {
  private static final Path FOLDER = Path.of("conf/recipes");

  private Recipe() {}

  static List<Path> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".conf")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The comment at its beginning. */
  static String head(Path recipe) {
    try (Stream<String> lines = Files.lines(recipe)) {
      return String.join("\n", lines.takeWhile(l -> l.startsWith("#")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The layout of its data set, as {@link dev.kindred.dataset.Miniatures} names them. */
  static String layout(Path recipe) {
    String name = recipe.getFileName().toString();
    if (name.contains("cub200")) {
      return "cub200-2011";
    }
    return List.of("cars196", "sop", "inshop").stream()
        .filter(name::contains)
        .findFirst()
        .orElse("table");
  }
}
