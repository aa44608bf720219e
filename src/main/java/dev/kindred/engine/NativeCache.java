package dev.kindred.engine;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.Loader;

/**
 * Loads native libraries, which JavaCPP unpacks at first use, one process of a host at a time:
 * processes that unpack into one folder together overwrite what another has mapped, and die.
 */
public final class NativeCache {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private NativeCache() {}

  /**
   * Loads a library; once it is unpacked, no process waits for another.
   *
   * @param library name and version
   * @param load unpacks and loads it
   * @throws KindredException (failed) when the folder cannot be written
   */
  public static synchronized void load(String library, Runnable load) {
    try {
      Path cache = Loader.getCacheDir().toPath();
      String build = library + "-" + Loader.getPlatform() + System.getProperty(EXTENSION, "");
      Path unpacked = cache.resolve("unpacked-" + build.replaceAll("[^A-Za-z0-9.-]", "-"));
      if (Files.exists(unpacked)) {
        load.run();
        return;
      }
      try (FileChannel file =
              FileChannel.open(
                  cache.resolve("unpacking"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        load.run();
        if (lock.isValid() && Files.notExists(unpacked)) {
          Files.createFile(unpacked);
        }
      }
    } catch (IOException e) {
      throw new KindredException(
          Exit.FAILED,
          "native libraries cannot be unpacked: " + e.getMessage() + "; check space and rights",
          e);
    }
  }
}
