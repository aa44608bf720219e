package dev.kindred.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What every user of this machine can read of its processes. */
final class CommandLines {
  private CommandLines() {}

  /** Command lines of all processes that have {@code text}. */
  static List<String> containing(String text) {
    List<String> found = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : (Iterable<Path>) processes::iterator) {
        String line = read(process.resolve("cmdline")).replace('\0', ' ');
        if (line.contains(text)) {
          found.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      // No process, or one that has ended.
      return "";
    }
  }
}
