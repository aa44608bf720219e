package dev.kindred.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A package of the Python registry in an environment of its own in the user's cache. */
public final class PythonPackage {
  private PythonPackage() {}

  /**
   * Installs it, unless that has been done.
   *
   * @param options of pip
   * @return the environment's folder
   */
  public static Path installed(String name, String version, String... options) {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "kindred-tests");
    Path environment = cache.resolve(name + "-" + version);
    Path done = environment.resolve("complete");
    try {
      Files.createDirectories(cache);
      try (FileChannel file =
              FileChannel.open(
                  cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        if (lock.isValid() && Files.notExists(done)) {
          run(List.of("python3", "-m", "venv", environment.toString()));
          List<String> pip = new ArrayList<>(List.of(environment.resolve("bin/pip").toString()));
          pip.addAll(List.of("install", "--quiet"));
          pip.addAll(List.of(options));
          pip.add(name + "==" + version);
          run(pip);
          Files.createFile(done);
        }
      }
      return environment;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
