package dev.kindred.config;

import java.util.List;

/**
 * What the registries of the other packages offer, for checking names and constants with everything
 * else.
 *
 * @param backbones names of the networks
 * @param formats names of the data set layouts, without {@code auto}
 * @param losses reads the block of the losses
 */
public record Known(List<String> backbones, List<String> formats, LossCheck losses) {
  /** Reads the block of the losses, so that its mistakes are reported with the others. */
  @FunctionalInterface
  public interface LossCheck {
    /**
     * Asks for every constant, used or not, and for what must fit together.
     *
     * @param name of the chosen loss, perhaps unknown
     * @param losses the block {@code kindred.loss}
     * @param dim embedding dimension
     */
    void read(String name, Section losses, int dim);
  }

  public Known {
    backbones = List.copyOf(backbones);
    formats = List.copyOf(formats);
  }
}
