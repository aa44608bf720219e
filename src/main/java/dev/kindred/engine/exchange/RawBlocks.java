package dev.kindred.engine.exchange;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockData;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Bytes in Spark's block managers, under the id of a broadcast variable, with which Spark removes
 * them everywhere. Broadcast values and task results pass through Java's serialisation twice each,
 * which costs more than sending them. The way is that of BigDL's parameter exchange (Dai et al.,
 * SoCC 2019, arXiv:1804.05839, section 3.3); ports, authentication and encryption are Spark's own.
 */
final class RawBlocks {
  private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);

  private final long broadcast;

  RawBlocks(long broadcast) {
    this.broadcast = broadcast;
  }

  /**
   * Keeps {@code bytes}, on disk when memory is short.
   *
   * @throws IllegalStateException when neither has room
   */
  void put(String name, ByteBuffer bytes) {
    put(name, bytes, StorageLevel.MEMORY_AND_DISK_SER(), true);
  }

  /** Keeps {@code bytes} on disk only. */
  void putOnDisk(String name, ByteBuffer bytes) {
    put(name, bytes, StorageLevel.DISK_ONLY(), true);
  }

  /**
   * Keeps {@code bytes} for those who are told where they are: {@link #from} finds them, {@link
   * #get} elsewhere does not, and the driver has no message of it.
   *
   * @throws IllegalStateException when there is no room
   */
  void keep(String name, ByteBuffer bytes) {
    put(name, bytes, StorageLevel.MEMORY_AND_DISK_SER(), false);
  }

  /** The same, where another thread may have kept it meanwhile. */
  void keepUnlessThere(String name, ByteBuffer bytes) {
    if (here(name).isEmpty()) {
      keep(name, bytes);
    }
  }

  /** What this process keeps. */
  Optional<ByteBuffer> here(String name) {
    return here(new BroadcastBlockId(broadcast, name));
  }

  private void put(String name, ByteBuffer bytes, StorageLevel level, boolean register) {
    BroadcastBlockId id = new BroadcastBlockId(broadcast, name);
    if (!manager().putBytes(id, new ChunkedByteBuffer(bytes), level, register, BYTES)) {
      throw new IllegalStateException("no room for " + id + ": give executors more heap or disk");
    }
  }

  /** Begins to fetch what a process keeps. */
  CompletableFuture<ByteBuffer> from(Holder holder, String name) {
    BroadcastBlockId id = new BroadcastBlockId(broadcast, name);
    if (!holder.equals(Holder.here())) {
      return PeerBlocks.ask(holder, id.name());
    }
    return here(id)
        .map(CompletableFuture::completedFuture)
        .orElseGet(
            () -> CompletableFuture.failedFuture(new IllegalStateException(id + " is gone")));
  }

  /**
   * The bytes from here or from wherever they are; empty when nobody has them any more.
   *
   * @param keep whether to keep what came from elsewhere, and pass it on
   */
  Optional<ByteBuffer> get(String name, boolean keep) {
    BroadcastBlockId id = new BroadcastBlockId(broadcast, name);
    Optional<ByteBuffer> here = here(id);
    if (here.isPresent()) {
      return here;
    }
    Option<ChunkedByteBuffer> there = manager().getRemoteBytes(id);
    if (there.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer bytes = there.get().toByteBuffer();
    if (keep) {
      put(name, bytes.duplicate());
    }
    return Optional.of(bytes);
  }

  private static Optional<ByteBuffer> here(BroadcastBlockId id) {
    Option<BlockData> here = manager().getLocalBytes(id);
    if (here.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(here.get().toByteBuffer());
    } finally {
      manager().releaseLock(id, Option.empty());
    }
  }

  private static BlockManager manager() {
    return SparkEnv.get().blockManager();
  }
}
