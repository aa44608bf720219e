package dev.kindred.engine.dl4j;

import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adam as PyTorch computes it. DL4J's own adds epsilon before the bias correction, which differs
 * where gradients are about as small as epsilon, as they are under a metric loss.
 */
public final class TorchAdam extends TorchRule {
  private static final long serialVersionUID = 1L;

  double beta1;
  double beta2;
  double epsilon;

  /** For DL4J's JSON. */
  TorchAdam() {}

  TorchAdam(double beta1, double beta2, double epsilon, StepRate rate) {
    super(rate);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  @Override
  void step(INDArray gradient, INDArray first, INDArray second, double by, int since) {
    double correction = 1 - Math.pow(beta2, since + 1);
    double root = epsilon * Math.sqrt(correction);
    Nd4j.exec(new AdamUpdater(gradient, second, first, by, beta1, beta2, root, since));
    if (by == 0) {
      // ND4J takes epsilon for the rate then.
      gradient.assign(0);
    }
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // a plain copy
  public TorchAdam clone() {
    TorchAdam copy = new TorchAdam(beta1, beta2, epsilon, rate.clone());
    copy.scale = scale;
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchAdam that
        && beta1 == that.beta1
        && beta2 == that.beta2
        && epsilon == that.epsilon
        && rate.equals(that.rate);
  }

  @Override
  public int hashCode() {
    return Objects.hash(beta1, beta2, epsilon, rate);
  }
}
