package dev.kindred.engine;

import java.io.Serializable;

/**
 * What an optimiser makes of a gradient, in PyTorch's form. A parameter has two moments in a state
 * whichever the rule, so that checkpoints, averaging and exchange know no rule; one that a rule has
 * no use for stays 0.
 */
public sealed interface UpdateRule extends Serializable {
  /** Whether weight decay is taken off the weights, times the rate; else off the gradient. */
  default boolean decoupled() {
    return false;
  }

  /**
   * Adam (Kingma and Ba 2015), epsilon added to the bias-corrected root.
   *
   * @param beta1 of the first moment
   * @param beta2 of the second moment
   * @param epsilon added to the root of the second moment
   * @param decoupled AdamW (Loshchilov and Hutter 2019)
   */
  record Adam(double beta1, double beta2, double epsilon, boolean decoupled)
      implements UpdateRule {}

  /**
   * RMSprop (Tieleman and Hinton 2012) without centring: {@code v = a v + (1 - a) g^2}, {@code b =
   * m b + g / (sqrt(v) + e)}, a step of {@code rate b}. The first moment is {@code b}.
   *
   * @param alpha {@code a}
   * @param epsilon {@code e}
   * @param momentum {@code m}
   */
  record RmsProp(double alpha, double epsilon, double momentum) implements UpdateRule {}

  /**
   * Gradient descent: {@code b = m b + g}, a step of {@code rate b}, or of {@code rate (g + m b)}.
   * The first moment is {@code b}; there is no second.
   *
   * @param momentum {@code m}
   * @param nesterov the latter
   */
  record Sgd(double momentum, boolean nesterov) implements UpdateRule {}
}
