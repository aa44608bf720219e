package dev.kindred.engine.dl4j;

import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradient descent with momentum as PyTorch computes it, where the rate is no part of the moment.
 */
public final class TorchSgd extends TorchRule {
  private static final long serialVersionUID = 1L;

  double momentum;
  boolean nesterov;

  /** For DL4J's JSON. */
  TorchSgd() {}

  TorchSgd(double momentum, boolean nesterov, StepRate rate) {
    super(rate);
    this.momentum = momentum;
    this.nesterov = nesterov;
  }

  @Override
  void step(INDArray gradient, INDArray first, INDArray second, double by, int since) {
    if (momentum != 0) {
      first.muli(momentum).addi(gradient);
      if (nesterov) {
        gradient.addi(first.mul(momentum));
      } else {
        gradient.assign(first);
      }
    }
    gradient.muli(by);
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // a plain copy
  public TorchSgd clone() {
    TorchSgd copy = new TorchSgd(momentum, nesterov, rate.clone());
    copy.scale = scale;
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchSgd that
        && momentum == that.momentum
        && nesterov == that.nesterov
        && rate.equals(that.rate);
  }

  @Override
  public int hashCode() {
    return Objects.hash(momentum, nesterov, rate);
  }
}
