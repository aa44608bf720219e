package dev.kindred.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Programs out of Python's package index, installed once into a folder of the user's cache that all
 * builds share.
 */
public final class PythonVenv {
  private static final Path CACHE =
      Path.of(System.getProperty("user.home"), ".cache", "kindred-tests");
  private static final String COMPLETE = "installed.txt";

  private final Path folder;

  private PythonVenv(Path folder) {
    this.folder = folder;
  }

  /**
   * The installation, made now if it is not there.
   *
   * @param name of its folder, with the version
   * @param requirements as {@code pip install} takes them, each pinned; files of requirements count
   *     by what they say
   */
  public static PythonVenv of(String name, String... requirements) {
    Path folder = CACHE.resolve(name);
    try {
      Files.createDirectories(CACHE);
      String wanted = wanted(requirements);
      try (FileChannel channel =
              FileChannel.open(
                  CACHE.resolve(name + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        Path complete = folder.resolve(COMPLETE);
        if (!Files.exists(complete) || !Files.readString(complete).equals(wanted)) {
          install(folder, List.of(requirements));
          Files.writeString(complete, wanted);
        }
        lock.release();
      }
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be installed: " + e.getMessage(), e);
    }
    return new PythonVenv(folder);
  }

  private static String wanted(String... requirements) throws IOException {
    StringBuilder wanted = new StringBuilder();
    for (String word : requirements) {
      Path file = Path.of(word);
      wanted.append(Files.isRegularFile(file) ? Files.readString(file) : word).append('\n');
    }
    return wanted.toString();
  }

  private static void install(Path folder, List<String> requirements) throws IOException {
    run(folder, List.of("python3", "-m", "venv", folder.toString()));
    List<String> pip =
        new ArrayList<>(List.of(folder.resolve("bin/pip").toString(), "install", "--quiet"));
    pip.addAll(requirements);
    run(folder, pip);
  }

  private static void run(Path folder, List<String> command) throws IOException {
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try {
      if (!process.waitFor(20, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(command + " failed, see " + log);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** One of the installed programs. */
  public Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  /** The folder of one of the installed packages. */
  public Path module(String name) throws IOException {
    try (var libraries = Files.newDirectoryStream(folder.resolve("lib"), "python3*")) {
      for (Path library : libraries) {
        Path module = library.resolve("site-packages").resolve(name);
        if (Files.isDirectory(module)) {
          return module;
        }
      }
    }
    throw new IOException(folder + " has no package " + name);
  }
}
