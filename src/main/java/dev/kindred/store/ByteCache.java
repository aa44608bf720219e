package dev.kindred.store;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Encoded images in memory, the least recently used dropped first. Thread-safe. */
final class ByteCache {
  private static final float LOAD = 0.75f;

  private final long maxBytes;
  private final Map<Integer, byte[]> images = new LinkedHashMap<>(16, LOAD, true);
  private long bytes;

  ByteCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  synchronized byte[] get(int id) {
    return images.get(id);
  }

  synchronized void put(int id, byte[] image) {
    if (image.length > maxBytes || images.containsKey(id)) {
      return;
    }
    images.put(id, image);
    bytes += image.length;
    Iterator<byte[]> oldest = images.values().iterator();
    while (bytes > maxBytes) {
      bytes -= oldest.next().length;
      oldest.remove();
    }
  }

  synchronized long bytes() {
    return bytes;
  }
}
