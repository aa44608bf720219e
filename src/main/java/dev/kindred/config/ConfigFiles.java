package dev.kindred.config;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.File;

/** What is opened as a configuration: plain files of a sane size. */
final class ConfigFiles {
  /** The reference with all its comments has 20 kB. */
  private static final long LARGEST = 1 << 20;

  private ConfigFiles() {}

  /**
   * Nothing for a file that does not exist, which is another mistake or none.
   *
   * @throws KindredException (usage) for what is there and cannot be a configuration
   */
  static void check(File file) {
    if (file.exists() && !file.isFile()) {
      throw new KindredException(
          Exit.USAGE, "configuration " + file + " is not a plain file; check --config and include");
    }
    if (file.length() > LARGEST) {
      throw new KindredException(
          Exit.USAGE,
          "configuration %s has %,d bytes, a thousand times those of any; check --config and include"
              .formatted(file, file.length()));
    }
  }
}
