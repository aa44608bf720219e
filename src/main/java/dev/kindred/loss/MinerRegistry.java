package dev.kindred.loss;

import dev.kindred.loss.miner.BatchEasyHardMiner;
import dev.kindred.loss.miner.DistanceWeightedMiner;
import dev.kindred.loss.miner.MinedLoss;
import dev.kindred.loss.miner.Miner;
import dev.kindred.loss.miner.MultiSimilarityMiner;
import dev.kindred.loss.miner.SemiHardMiner;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All miners by name. A name is also the key of the miner's block in the configuration. */
public final class MinerRegistry {
  /** The name for no miner. */
  public static final String NONE = "none";

  private static final Map<String, Function<Constants, Miner>> MINERS = miners();

  private MinerRegistry() {}

  private static Map<String, Function<Constants, Miner>> miners() {
    Map<String, Function<Constants, Miner>> miners = new LinkedHashMap<>();
    miners.put("multi-similarity", MultiSimilarityMiner::of);
    miners.put("semi-hard", SemiHardMiner::of);
    miners.put("distance-weighted", DistanceWeightedMiner::of);
    miners.put("batch-easy-hard", BatchEasyHardMiner::of);
    return miners;
  }

  /** All names, without {@link #NONE}. */
  public static List<String> names() {
    return List.copyOf(MINERS.keySet());
  }

  /**
   * A miner with its configured constants.
   *
   * @param name one of {@link #names}
   * @param constants the block of that name
   * @throws KindredException for an unknown name
   */
  public static Miner create(String name, Constants constants) {
    Function<Constants, Miner> factory = MINERS.get(name);
    if (factory == null) {
      throw new KindredException(
          Exit.USAGE,
          "no miner '" + name + "'; there are " + NONE + ", " + String.join(", ", names()));
    }
    return factory.apply(constants);
  }

  /**
   * Puts a miner before a loss.
   *
   * @throws KindredException when the loss does not look at one anchor at a time
   */
  public static Loss combine(Miner miner, Loss loss) {
    if (loss instanceof AnchorLoss anchorLoss) {
      return new MinedLoss(anchorLoss, miner);
    }
    throw new KindredException(
        Exit.USAGE,
        "loss "
            + loss
            + " takes no miner, as it looks at more than an anchor's own pairs;"
            + " set kindred.loss.miner.name = none");
  }
}
