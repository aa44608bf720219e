package dev.kindred.engine.exchange;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32C;

/**
 * A small exchange on the way that states take: every executor keeps a block and fetches those of
 * all others at a time. Inside tasks.
 */
public final class TransferProbe {
  private static final String BLOCK = "probe";

  private TransferProbe() {}

  /**
   * A block that waits.
   *
   * @param holder who keeps it
   * @param checksum of its bytes, CRC-32C
   */
  public record Kept(Holder holder, long checksum) implements Serializable {}

  /**
   * What came.
   *
   * @param bytes received
   * @param seconds until the last of them
   * @param wrong a line for each holder that gave nothing, or other bytes
   */
  public record Fetched(long bytes, double seconds, List<String> wrong) implements Serializable {
    public Fetched {
      wrong = List.copyOf(wrong);
    }
  }

  /**
   * Keeps a block of random bytes.
   *
   * @param broadcast id of a broadcast variable, with whose end the block goes
   */
  public static Kept keep(long broadcast, int bytes) {
    Holder me = Holder.here();
    byte[] block = new byte[bytes];
    new SplittableRandom(me.hashCode()).nextBytes(block);
    new RawBlocks(broadcast).keep(BLOCK, ByteBuffer.wrap(block));
    return new Kept(me, checksum(ByteBuffer.wrap(block)));
  }

  /**
   * Fetches all blocks but this process's own, and once more for the time, over connections that
   * are there.
   *
   * @param patience for all of them
   */
  public static Fetched fetch(long broadcast, List<Kept> all, Duration patience)
      throws InterruptedException {
    Fetched first = once(broadcast, all, patience);
    return first.wrong().isEmpty() ? once(broadcast, all, patience) : first;
  }

  private static Fetched once(long broadcast, List<Kept> all, Duration patience)
      throws InterruptedException {
    RawBlocks blocks = new RawBlocks(broadcast);
    Holder me = Holder.here();
    long start = System.nanoTime();
    Map<Kept, CompletableFuture<ByteBuffer>> coming = new LinkedHashMap<>();
    all.stream()
        .filter(kept -> !kept.holder().equals(me))
        .forEach(kept -> coming.put(kept, blocks.from(kept.holder(), BLOCK)));
    long bytes = 0;
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<Kept, CompletableFuture<ByteBuffer>> one : coming.entrySet()) {
      Holder from = one.getKey().holder();
      String at = "executor %s at %s:%d ".formatted(from.executor(), from.host(), from.port());
      long left = patience.toNanos() - (System.nanoTime() - start);
      try {
        ByteBuffer block = one.getValue().get(Math.max(0, left), TimeUnit.NANOSECONDS);
        bytes += block.remaining();
        if (checksum(block) != one.getKey().checksum()) {
          wrong.add(at + "gave other bytes than it keeps");
        }
      } catch (TimeoutException e) {
        wrong.add(at + "does not answer");
      } catch (ExecutionException e) {
        wrong.add(at + "gives nothing: " + e.getCause());
      }
    }
    return new Fetched(bytes, (System.nanoTime() - start) / 1e9, wrong);
  }

  private static long checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return crc.getValue();
  }
}
