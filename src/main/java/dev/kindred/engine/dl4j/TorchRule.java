package dev.kindred.engine.dl4j;

import dev.kindred.engine.Optimizer;
import dev.kindred.engine.UpdateRule;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/** An {@link UpdateRule} as a DL4J updater: two moments a parameter, and a rate by step. */
public abstract class TorchRule implements IUpdater {
  private static final long serialVersionUID = 1L;

  StepRate rate;

  /** Written into DL4J's JSON as all that a rule has, so that no copy of it forgets. */
  double scale = 1;

  /** For DL4J's JSON. */
  TorchRule() {}

  TorchRule(StepRate rate) {
    this.rate = rate;
  }

  static TorchRule of(Optimizer o, double factor, boolean head) {
    StepRate rate = new StepRate(o.rate(), factor, head);
    if (o.rule() instanceof UpdateRule.Adam adam) {
      return new TorchAdam(adam.beta1(), adam.beta2(), adam.epsilon(), rate);
    }
    if (o.rule() instanceof UpdateRule.RmsProp rms) {
      return new TorchRmsProp(rms.alpha(), rms.epsilon(), rms.momentum(), rate);
    }
    UpdateRule.Sgd sgd = (UpdateRule.Sgd) o.rule();
    return new TorchSgd(sgd.momentum(), sgd.nesterov(), rate);
  }

  /**
   * Turns a gradient into what is taken off the parameters, and moves the moments; all are rows of
   * one length.
   *
   * @param by learning rate
   * @param since steps since the moments were zero
   */
  abstract void step(INDArray gradient, INDArray first, INDArray second, double by, int since);

  @Override
  public long stateSize(long params) {
    return 2 * params;
  }

  @Override
  @SuppressWarnings("rawtypes") // DL4J's signature
  public GradientUpdater instantiate(INDArray view, boolean initialize) {
    TorchUpdater updater = new TorchUpdater(this);
    updater.setStateViewArray(view, view.shape(), view.ordering(), initialize);
    return updater;
  }

  @Override
  @SuppressWarnings("rawtypes") // DL4J's signature
  public GradientUpdater instantiate(Map<String, INDArray> state, boolean initialize) {
    TorchUpdater updater = new TorchUpdater(this);
    updater.setState(state, initialize);
    return updater;
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return scale * rate.valueAt(iteration, epoch);
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
  public abstract IUpdater clone();
}
