package dev.kindred.engine.exchange;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.shuffle.BlockFetchingListener;
import org.apache.spark.storage.BlockManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.JavaConverters;

/**
 * Blocks straight from the process that holds them. Spark's register of blocks is on the driver:
 * asked for every piece by every executor it would be what a round waits for.
 */
final class PeerBlocks {
  private static final Logger LOG = LoggerFactory.getLogger(PeerBlocks.class);

  /** After so long without an answer the driver is asked whether the holder is still there. */
  private static final long LOOK_MILLIS = 1000;

  private PeerBlocks() {}

  /** Begins to fetch; fails when the holder says that it has no such block. */
  static CompletableFuture<ByteBuffer> ask(Holder from, String block) {
    CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
    manager()
        .blockTransferService()
        .fetchBlocks(
            from.host(),
            from.port(),
            from.executor(),
            new String[] {block},
            new BlockFetchingListener() {
              @Override
              public void onBlockFetchSuccess(String id, ManagedBuffer data) {
                try {
                  ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(data.size()));
                  answer.complete(copy.put(data.nioByteBuffer()).flip());
                } catch (Exception | OutOfMemoryError e) {
                  answer.completeExceptionally(e);
                }
              }

              @Override
              public void onBlockFetchFailure(String id, Throwable why) {
                answer.completeExceptionally(why);
              }
            },
            null);
    return answer;
  }

  /**
   * Waits for what was asked for.
   *
   * @param patience milliseconds after which a holder that is there and silent counts as gone
   * @return empty when the holder or the block is gone
   */
  static Optional<ByteBuffer> await(
      CompletableFuture<ByteBuffer> answer, Holder from, long patience) {
    for (long waited = 0; ; waited += LOOK_MILLIS) {
      try {
        return Optional.of(answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        if (waited + LOOK_MILLIS >= patience || !isThere(from)) {
          LOG.info("{} does not answer", from);
          return Optional.empty();
        }
      } catch (ExecutionException e) {
        LOG.info("{} gives nothing: {}", from, String.valueOf(e.getCause()));
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a state was on its way", e);
      }
    }
  }

  private static boolean isThere(Holder holder) {
    return JavaConverters.seqAsJavaList(manager().getPeers(true)).stream()
        .map(Holder::of)
        .anyMatch(holder::equals);
  }

  private static BlockManager manager() {
    return SparkEnv.get().blockManager();
  }
}
