package dev.kindred.train;

import dev.kindred.config.Section;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.Loss;
import dev.kindred.loss.LossRegistry;
import dev.kindred.loss.MinerRegistry;
import dev.kindred.loss.PairLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The loss as configured: its constants, a miner before it, a cross-batch memory around it. */
public final class Losses {
  /** Values of a memory: 2 GiB, which one array and one checkpoint can hold. */
  private static final int MOST_VALUES = 1 << 29;

  private Losses() {}

  /**
   * Reads the block {@code kindred.loss}. What is not acceptable is recorded there.
   *
   * @param name of a known loss
   * @param losses that block
   * @param dim embedding dimension
   */
  public static Loss read(String name, Section losses, int dim) {
    Loss loss = LossRegistry.create(name, losses.section(name));
    return remembering(mined(loss, name, losses.section("miner")), name, losses, dim);
  }

  private static Loss mined(Loss loss, String name, Section block) {
    List<String> names = new ArrayList<>();
    names.add(MinerRegistry.NONE);
    names.addAll(MinerRegistry.names());
    String miner = block.choice("name", names.toArray(String[]::new));
    if (miner.equals(MinerRegistry.NONE)) {
      return loss;
    }
    if (!(loss instanceof AnchorLoss)) {
      block.mistake(
          "name",
          "= %s does not fit loss %s, which looks at more than an anchor's own pairs"
              .formatted(miner, name),
          "accepted: none");
      return loss;
    }
    return MinerRegistry.combine(MinerRegistry.create(miner, block.section(miner)), loss);
  }

  private static Loss remembering(Loss loss, String name, Section losses, int dim) {
    Section block = losses.section("memory");
    int size = block.whole("size", 0, MOST_VALUES / dim);
    int startAfter = block.whole("start-after", 0, Integer.MAX_VALUE);
    if (size == 0) {
      return loss;
    }
    Optional<String> refusal = CrossBatchMemory.refusal(loss);
    if (refusal.isPresent()) {
      block.mistake(
          "size",
          "= %d does not fit loss %s, %s".formatted(size, name, refusal.get()),
          "accepted: 0");
      return loss;
    }
    return new CrossBatchMemory((PairLoss) loss, size, startAfter);
  }
}
