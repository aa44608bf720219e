package dev.kindred.engine.spark;

import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BroadcastBlockId;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/** Takes away what tasks left in this process. */
final class LostBlocks {
  private LostBlocks() {}

  private static final class Named extends AbstractFunction1<BlockId, Object> {
    private final String part;

    Named(String part) {
      this.part = part;
    }

    @Override
    public Object apply(BlockId block) {
      return block.isBroadcast() && block.name().contains(part);
    }
  }

  /** As when the executor that had them died: what the newest of the states has of that name. */
  static int lose(String part) {
    List<BroadcastBlockId> blocks =
        JavaConverters.asJavaCollection(
                SparkEnv.get().blockManager().getMatchingBlockIds(new Named(part)))
            .stream()
            .map(BroadcastBlockId.class::cast)
            .toList();
    long newest = blocks.stream().mapToLong(BroadcastBlockId::broadcastId).max().orElse(-1);
    List<BroadcastBlockId> gone = blocks.stream().filter(b -> b.broadcastId() == newest).toList();
    return (int) gone.stream().filter(LostBlocks::remove).count();
  }

  /** Not where the round was quicker, which removes what it is done with in the background. */
  private static boolean remove(BroadcastBlockId block) {
    try {
      SparkEnv.get().blockManager().removeBlock(block, true);
      return true;
    } catch (Exception e) {
      // Spark throws its checked exception out of a method that does not declare it.
      if (SparkEnv.get().blockManager().getStatus(block).isDefined()) {
        throw new IllegalStateException(e);
      }
      return false;
    }
  }
}
