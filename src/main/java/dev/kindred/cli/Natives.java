package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Native libraries, unpacked once for all processes of this machine. JavaCPP unpacks half a
 * gigabyte at first use, and executors that start together would race for a common folder; here the
 * driver fills it before they start, and they find everything in place.
 */
@DriverOnly
final class Natives {
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private Natives() {}

  /** The folder common to this machine, if {@code submit/kindred} has named one. */
  static Optional<Path> commonCache() {
    return Optional.ofNullable(System.getProperty(CACHE)).map(Path::of).filter(Path::isAbsolute);
  }

  /**
   * Fills the common folder, unless that has been done for this class path.
   *
   * @param load loads every native library that tasks use
   */
  static void unpack(Runnable load) {
    if (commonCache().isEmpty()) {
      return;
    }
    Path cache = commonCache().get();
    String build = Integer.toHexString(System.getProperty("java.class.path").hashCode());
    Path marker = cache.resolve("complete-" + build);
    if (Files.exists(marker)) {
      return;
    }
    try {
      Files.createDirectories(cache);
      try (FileChannel file =
              FileChannel.open(
                  cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        if (lock.isValid() && Files.notExists(marker)) {
          load.run();
          Files.createFile(marker);
        }
      }
    } catch (IOException e) {
      throw new KindredException(
          Exit.FAILED,
          "native libraries cannot be unpacked to "
              + cache
              + ": "
              + e.getMessage()
              + "; check space and rights",
          e);
    }
  }
}
