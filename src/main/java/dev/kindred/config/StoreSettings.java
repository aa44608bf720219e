package dev.kindred.config;

import java.io.Serializable;
import java.util.Optional;

/**
 * The packed images.
 *
 * @param configuredPath folder shared between runs, or {@code auto}; see {@link #path}
 * @param shortSide pixels to which larger images are shrunk
 * @param shardBytes size of one file
 * @param quality JPEG quality; 100 is without loss
 * @param cacheBytes of a remote store that each executor keeps on its own disk
 */
public record StoreSettings(
    String configuredPath, int shortSide, long shardBytes, int quality, long cacheBytes)
    implements Serializable {
  static StoreSettings bind(Section s) {
    return new StoreSettings(
        s.text("path"),
        s.whole("short-side", 16, 8192),
        s.wholeLong("shard-mb", 1, 2047) << 20,
        s.whole("quality", 1, 100),
        s.wholeLong("cache-mb", 0, 1 << 20) << 20);
  }

  /** The folder, when one is configured; otherwise the store belongs to the run. */
  public Optional<String> path() {
    return configuredPath.equals("auto") ? Optional.empty() : Optional.of(configuredPath);
  }
}
