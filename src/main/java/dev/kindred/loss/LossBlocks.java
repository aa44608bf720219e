package dev.kindred.loss;

/** The blocks of the configuration that the registries know, under {@code kindred.loss}. */
public final class LossBlocks {
  private static final String MINER = "miner.";

  private LossBlocks() {}

  /**
   * Reads every constant of a loss or miner, used or not, so that its mistakes are recorded.
   *
   * @param block {@code nca}, {@code miner.semi-hard}
   * @param constants that block
   * @throws dev.kindred.run.KindredException for an unknown name
   */
  public static void read(String block, Constants constants) {
    if (block.startsWith(MINER)) {
      MinerRegistry.create(block.substring(MINER.length()), constants);
    } else {
      LossRegistry.create(block, constants);
    }
  }
}
