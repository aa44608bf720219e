package dev.kindred.store;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * Images of a store by id: just their bytes are read. Thread-safe; one for an executor, closed by
 * whoever opened it.
 */
public final class StoreReader implements Closeable {
  private final Configuration conf;
  private final ImageStore.Location location;
  private final StoreIndex index;
  private final ByteCache cache;
  private final Optional<DiskCache> disk;
  private final FSDataInputStream[] streams;

  /**
   * Opens nothing yet.
   *
   * @param cacheBytes encoded bytes to keep in memory
   */
  public StoreReader(
      Configuration conf, ImageStore.Location location, StoreIndex index, long cacheBytes) {
    this.conf = conf;
    this.location = location;
    this.index = index;
    this.cache = new ByteCache(cacheBytes);
    this.disk =
        location.cacheBytes() > 0
            ? ProcessCache.ofThisProcess().open(location.cacheBytes())
            : Optional.empty();
    this.streams = new FSDataInputStream[location.shards().size()];
  }

  /** Of the images that this reader reads. */
  public StoreIndex index() {
    return index;
  }

  /**
   * Encoded bytes of one image; not to be written to.
   *
   * @throws IllegalArgumentException when the store has no such image
   * @throws KindredException with {@link Exit#BAD_DATA} when the image is not what was packed, or
   *     its shard is not there
   * @throws UncheckedIOException when the shard cannot be read
   */
  public byte[] read(int id) {
    if (!index.has(id)) {
      throw new IllegalArgumentException("the store has no image " + id);
    }
    byte[] image = cache.get(id);
    if (image == null) {
      image = onDisk(id);
      cache.put(id, image);
    }
    return image;
  }

  /** From this machine's disk, or from the shard and then to it. */
  private byte[] onDisk(int id) {
    if (disk.isEmpty()) {
      return inShard(id);
    }
    String shard = location.shards().get(index.shard(id));
    DiskCache.Key key = new DiskCache.Key(shard, index.offset(id));
    byte[] image = disk.get().get(key);
    if (image == null || image.length != index.length(id)) {
      image = inShard(id);
      disk.get().put(key, image);
    }
    return image;
  }

  private byte[] inShard(int id) {
    byte[] image = new byte[index.length(id)];
    String shard = location.shards().get(index.shard(id));
    try {
      stream(index.shard(id)).readFully(index.offset(id), image);
    } catch (EOFException e) {
      throw damaged("shard %s is shorter than its index".formatted(shard), e);
    } catch (FileNotFoundException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          ("image %d in shard %s cannot be read: the shard is not there on %s; the store has to be on"
                  + " a file system that all executors see, and to stay while it is used")
              .formatted(id, shard, host()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "image %d in shard %s cannot be read: %s".formatted(id, shard, e.getMessage()), e);
    }
    if (Checksum.of(image) != index.checksum(id)) {
      throw damaged("image %d in shard %s is not what was packed".formatted(id, shard), null);
    }
    return image;
  }

  private static KindredException damaged(String what, Exception cause) {
    return new KindredException(
        Exit.BAD_DATA,
        what + "; the store is damaged: delete it and run 'kindred prepare' again",
        cause);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "this machine";
    }
  }

  private synchronized FSDataInputStream stream(int shard) throws IOException {
    if (streams[shard] == null) {
      Path path = new Path(location.shards().get(shard));
      streams[shard] = StoreFiles.fileSystem(conf, path).open(path);
    }
    return streams[shard];
  }

  @Override
  public synchronized void close() throws IOException {
    for (int i = 0; i < streams.length; i++) {
      if (streams[i] != null) {
        streams[i].close();
        streams[i] = null;
      }
    }
  }
}
