package dev.kindred.config;

import dev.kindred.loss.Constants;
import java.util.List;

/**
 * What the registries of the other packages offer, for checking names and constants with everything
 * else.
 *
 * @param backbones names of the networks
 * @param formats names of the data set layouts, without {@code auto}
 * @param losses reads the constants of the losses and miners
 */
public record Known(List<String> backbones, List<String> formats, LossCheck losses) {
  /** Reads the constants of a loss or miner, so that its mistakes are reported with the others. */
  @FunctionalInterface
  public interface LossCheck {
    /**
     * Asks for all that a loss or miner needs.
     *
     * @param block its place under {@code kindred.loss}: {@code nca}, {@code miner.semi-hard}
     * @param constants that block
     */
    void read(String block, Constants constants);
  }

  public Known {
    backbones = List.copyOf(backbones);
    formats = List.copyOf(formats);
  }
}
