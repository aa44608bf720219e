package dev.kindred.train;

import dev.kindred.config.Section;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.Loss;
import dev.kindred.loss.LossRegistry;
import dev.kindred.loss.MinerRegistry;
import dev.kindred.loss.PairLoss;
import java.util.Optional;
import java.util.stream.Stream;

/** The loss as configured: its constants, a miner before it, a cross-batch memory around it. */
public final class Losses {
  /** Values of a memory: 2 GiB, which one array and one checkpoint can hold. */
  private static final int MOST_VALUES = 1 << 29;

  private Losses() {}

  /**
   * Reads the whole block {@code kindred.loss}: also the constants of losses and miners that are
   * not chosen, since a value that would be refused as soon as the name changes is a mistake now.
   *
   * @param name of the chosen loss, perhaps unknown
   * @param losses that block
   * @param dim embedding dimension
   */
  public static void check(String name, Section losses, int dim) {
    LossRegistry.names().forEach(loss -> LossRegistry.create(loss, losses.section(loss)));
    Section miners = losses.section("miner");
    MinerRegistry.names().forEach(miner -> MinerRegistry.create(miner, miners.section(miner)));
    if (LossRegistry.names().contains(name)) {
      read(name, losses, dim);
    }
  }

  /**
   * Reads what makes the chosen loss. What is not acceptable is recorded in the block.
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
    String miner =
        block.choice(
            "name",
            Stream.concat(Stream.of(MinerRegistry.NONE), block.sections().stream())
                .toArray(String[]::new));
    if (!MinerRegistry.names().contains(miner)) {
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
    boolean sum = block.choice("variant", "joint", "sum").equals("sum");
    double weight = block.number("weight", 0, 1e6);
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
    Optional<String> ofSum = sum ? CrossBatchMemory.refusalOfSum(loss) : Optional.empty();
    if (ofSum.isPresent()) {
      block.mistake(
          "variant",
          "= sum does not fit loss %s, %s".formatted(name, ofSum.get()),
          "accepted: joint");
      return loss;
    }
    return new CrossBatchMemory((PairLoss) loss, size, startAfter, sum, weight);
  }
}
