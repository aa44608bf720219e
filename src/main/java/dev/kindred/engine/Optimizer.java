package dev.kindred.engine;

import java.io.Serializable;

/**
 * Adam (Kingma and Ba 2015) in PyTorch's form, epsilon added to the bias-corrected root.
 *
 * @param rate learning rate of the backbone
 * @param headFactor how much faster the linear head learns
 * @param decay weight decay
 * @param decoupled AdamW (Loshchilov and Hutter 2019): decay is taken off the weights, times the
 *     rate; else it is added to the gradient
 * @param beta1 of the first moment
 * @param beta2 of the second moment
 * @param epsilon added to the root of the second moment
 * @param clip longest gradient (L2 norm over the whole network), 0 for any
 */
public record Optimizer(
    LearningRate rate,
    double headFactor,
    double decay,
    boolean decoupled,
    double beta1,
    double beta2,
    double epsilon,
    double clip)
    implements Serializable {
  /** PyTorch's defaults. */
  public static Optimizer adam(LearningRate rate, double headFactor) {
    return new Optimizer(rate, headFactor, 0, false, 0.9, 0.999, 1e-8, 0);
  }
}
