package dev.kindred.engine.dl4j;

import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Adam as PyTorch computes it. DL4J's own adds epsilon before the bias correction, which differs
 * where gradients are about as small as epsilon, as they are under a metric loss.
 */
public final class TorchAdam implements IUpdater {
  private static final long serialVersionUID = 1L;

  double beta1;
  double beta2;
  double epsilon;
  ISchedule rate;

  /** For DL4J's JSON. */
  TorchAdam() {}

  TorchAdam(double beta1, double beta2, double epsilon, ISchedule rate) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.rate = rate;
  }

  @Override
  public long stateSize(long params) {
    return 2 * params;
  }

  @Override
  @SuppressWarnings("rawtypes") // DL4J's signature
  public GradientUpdater instantiate(INDArray view, boolean initialize) {
    TorchAdamUpdater updater = new TorchAdamUpdater(this);
    updater.setStateViewArray(view, view.shape(), view.ordering(), initialize);
    return updater;
  }

  @Override
  @SuppressWarnings("rawtypes") // DL4J's signature
  public GradientUpdater instantiate(Map<String, INDArray> state, boolean initialize) {
    TorchAdamUpdater updater = new TorchAdamUpdater(this);
    updater.setState(state, initialize);
    return updater;
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return rate.valueAt(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double learningRate, ISchedule schedule) {
    throw new UnsupportedOperationException("the learning rate is set when the network is built");
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // a plain copy
  public IUpdater clone() {
    return new TorchAdam(beta1, beta2, epsilon, rate.clone());
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
