package dev.kindred.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encoded images in one local file of bounded length, written round and round: what was written
 * first is overwritten first. Batches draw images at random, so the least recently used would be no
 * better choice, and a ring needs neither a file for each image nor any tidying up. Thread-safe.
 *
 * <p>A disk that is full or fails ends the caching with a warning, never the reading.
 */
final class DiskCache implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskCache.class);

  /**
   * Where an image lies in its store.
   *
   * @param shard fully qualified path
   * @param offset in it
   */
  record Key(String shard, long offset) {}

  private record Slot(long at, int length, long checksum) {}

  // Not a channel: an interrupted reader would close it for all the others.
  private final RandomAccessFile file;
  private final long maxBytes;
  // In the order of writing, which is that of the places in the ring.
  private final Map<Key, Slot> slots = new LinkedHashMap<>();
  private long next;
  private boolean off;

  /**
   * @param file empty; closed with the cache
   * @param maxBytes that it may grow to
   */
  DiskCache(RandomAccessFile file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /** The image, or null when it is not here or not what was written. */
  synchronized byte[] get(Key key) {
    Slot slot = slots.get(key);
    if (slot == null) {
      return null;
    }
    byte[] image = new byte[slot.length];
    try {
      file.seek(slot.at);
      file.readFully(image);
    } catch (IOException e) {
      end("read", e);
      return null;
    }
    if (checksum(image) != slot.checksum) {
      slots.remove(key);
      return null;
    }
    return image;
  }

  synchronized void put(Key key, byte[] image) {
    if (off || image.length > maxBytes || slots.containsKey(key)) {
      return;
    }
    if (next + image.length > maxBytes) {
      dropOldest(next, Long.MAX_VALUE);
      next = 0;
    }
    dropOldest(next, next + image.length);
    try {
      file.seek(next);
      file.write(image);
    } catch (IOException e) {
      end("written", e);
      return;
    }
    slots.put(key, new Slot(next, image.length, checksum(image)));
    next += image.length;
  }

  /** Forgets the oldest images as long as they lie in a part of the file. */
  private void dropOldest(long from, long to) {
    Iterator<Slot> oldest = slots.values().iterator();
    while (oldest.hasNext()) {
      Slot slot = oldest.next();
      if (slot.at >= to || slot.at + slot.length <= from) {
        return;
      }
      oldest.remove();
    }
  }

  synchronized int images() {
    return slots.size();
  }

  private static long checksum(byte[] image) {
    CRC32 crc = new CRC32();
    crc.update(image);
    return crc.getValue();
  }

  private void end(String what, IOException e) {
    LOG.warn(
        "the local cache of images cannot be {} ({}); images are read from the store from now on."
            + " Free some space in spark.local.dir, or set kindred.store.cache-mb",
        what,
        e.getMessage());
    close();
  }

  @Override
  public synchronized void close() {
    off = true;
    slots.clear();
    try {
      file.close();
    } catch (IOException e) {
      LOG.debug("closing the local cache of images", e);
    }
  }
}
