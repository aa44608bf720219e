package dev.kindred.engine;

import java.io.Serializable;

/**
 * What is done to a gradient before weight decay and moments; 0 leaves it as it is.
 *
 * @param norm longest gradient (L2 norm over the whole network), as {@code clip_grad_norm_}
 * @param value largest magnitude of each number, as {@code clip_grad_value_}
 */
public record Clip(double norm, double value) implements Serializable {
  /** Leaves gradients as they are. */
  public static final Clip NONE = new Clip(0, 0);

  /** By length only. */
  public static Clip norm(double longest) {
    return new Clip(longest, 0);
  }
}
