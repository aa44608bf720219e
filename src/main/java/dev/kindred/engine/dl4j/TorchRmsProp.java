package dev.kindred.engine.dl4j;

import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** RMSprop as PyTorch computes it; DL4J's own adds epsilon within the root and has no momentum. */
public final class TorchRmsProp extends TorchRule {
  private static final long serialVersionUID = 1L;

  double alpha;
  double epsilon;
  double momentum;

  /** For DL4J's JSON. */
  TorchRmsProp() {}

  TorchRmsProp(double alpha, double epsilon, double momentum, StepRate rate) {
    super(rate);
    this.alpha = alpha;
    this.epsilon = epsilon;
    this.momentum = momentum;
  }

  @Override
  void step(INDArray gradient, INDArray first, INDArray second, double by, int since) {
    second.muli(alpha).addi(gradient.mul(gradient).muli(1 - alpha));
    gradient.divi(Transforms.sqrt(second, true).addi(epsilon));
    if (momentum != 0) {
      first.muli(momentum).addi(gradient);
      gradient.assign(first);
    }
    gradient.muli(by);
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // a plain copy
  public TorchRmsProp clone() {
    TorchRmsProp copy = new TorchRmsProp(alpha, epsilon, momentum, rate.clone());
    copy.scale = scale;
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchRmsProp that
        && alpha == that.alpha
        && epsilon == that.epsilon
        && momentum == that.momentum
        && rate.equals(that.rate);
  }

  @Override
  public int hashCode() {
    return Objects.hash(alpha, epsilon, momentum, rate);
  }
}
