package dev.kindred.engine;

import java.io.Serializable;

/**
 * How parameters move along their gradient: it is clipped, weight decay is added, and the rule
 * makes a step of it.
 *
 * @param rate learning rate of the backbone
 * @param headFactor how much faster the linear head learns
 * @param decay weight decay
 * @param rule of the step
 * @param clip of the gradient
 */
public record Optimizer(
    LearningRate rate, double headFactor, double decay, UpdateRule rule, Clip clip)
    implements Serializable {
  /** PyTorch's defaults. */
  public static Optimizer adam(LearningRate rate, double headFactor) {
    return new Optimizer(
        rate, headFactor, 0, new UpdateRule.Adam(0.9, 0.999, 1e-8, false), Clip.NONE);
  }
}
