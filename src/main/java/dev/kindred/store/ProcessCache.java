package dev.kindred.store;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk cache of this process, shared by its tasks one after the other; like the replicas it has
 * to outlive them. What it holds are copies of shards that never change.
 */
final class ProcessCache {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessCache.class);
  private static final ProcessCache INSTANCE = new ProcessCache();

  private Optional<DiskCache> cache = Optional.empty();
  private boolean opened;

  ProcessCache() {}

  static ProcessCache ofThisProcess() {
    return INSTANCE;
  }

  /** Opened at the first call, whose size it has; none where the disk does not allow one. */
  synchronized Optional<DiskCache> open(long maxBytes) {
    if (!opened) {
      opened = true;
      cache = open(localFolder(), maxBytes);
    }
    return cache;
  }

  /** In the folder of Spark's own temporary files with most space. */
  private static File localFolder() {
    SparkEnv env = SparkEnv.get();
    if (env == null) {
      return new File(System.getProperty("java.io.tmpdir"));
    }
    return Arrays.stream(env.blockManager().diskBlockManager().localDirs())
        .max(Comparator.comparingLong(File::getUsableSpace))
        .orElseThrow();
  }

  /** At most half of the free space: Spark needs some too. */
  static Optional<DiskCache> open(File folder, long maxBytes) {
    long bytes = Math.min(maxBytes, folder.getUsableSpace() / 2);
    try {
      Path path = Files.createTempFile(folder.toPath(), "kindred-images-", ".cache");
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      // Without a name its space comes back however this process ends.
      Files.delete(path);
      LOG.info("up to {} MiB of images are kept in {}", bytes >> 20, folder);
      return Optional.of(new DiskCache(file, bytes));
    } catch (IOException e) {
      LOG.warn(
          "no local cache of images in {}: {}; they are read from the store every time. Set"
              + " spark.local.dir to a writable folder, or kindred.store.cache-mb to 0",
          folder,
          e.toString());
      return Optional.empty();
    }
  }
}
