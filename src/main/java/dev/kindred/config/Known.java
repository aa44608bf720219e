package dev.kindred.config;

import dev.kindred.loss.Constants;
import java.util.List;

/**
 * What the registries of the other packages offer, for checking names and constants with everything
 * else.
 *
 * @param backbones names of the networks
 * @param formats names of the data set layouts, without {@code auto}
 * @param losses reads the constants of the named loss
 */
public record Known(List<String> backbones, List<String> formats, LossCheck losses) {
  /** Reads the constants of the named loss, so that its mistakes are reported with the others. */
  @FunctionalInterface
  public interface LossCheck {
    /** Asks {@code constants}, the block of the loss {@code name}, for all it needs. */
    void read(String name, Constants constants);
  }

  public Known {
    backbones = List.copyOf(backbones);
    formats = List.copyOf(formats);
  }
}
