package dev.kindred.engine.dl4j;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

/** State and step of {@link TorchAdam}: first moments, then second moments, in one row. */
final class TorchAdamUpdater implements GradientUpdater<TorchAdam> {
  private static final String FIRST = "m";
  private static final String SECOND = "v";

  private final TorchAdam config;
  private INDArray first;
  private INDArray second;
  private int start;

  TorchAdamUpdater(TorchAdam config) {
    this.config = config;
  }

  /** Moments are zero at this iteration: the bias correction counts from here. */
  void startAt(int iteration) {
    start = iteration;
  }

  @Override
  public TorchAdam getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> state, boolean initialize) {
    first = state.get(FIRST);
    second = state.get(SECOND);
  }

  @Override
  public Map<String, INDArray> getState() {
    return Map.of(FIRST, first, SECOND, second);
  }

  @Override
  public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
    if (initialize) {
      view.assign(0);
    }
    INDArray flat = view.reshape(view.length());
    long half = view.length() / 2;
    first = flat.get(NDArrayIndex.interval(0, half));
    second = flat.get(NDArrayIndex.interval(half, 2 * half));
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    int since = iteration - start;
    double rate = config.getLearningRate(iteration, epoch);
    double correction = 1 - Math.pow(config.beta2, since + 1);
    Nd4j.exec(
        new AdamUpdater(
            gradient.reshape(gradient.length()),
            second,
            first,
            rate,
            config.beta1,
            config.beta2,
            config.epsilon * Math.sqrt(correction),
            since));
    if (rate == 0) {
      // ND4J takes epsilon for the rate then: a waiting backbone would creep.
      gradient.assign(0);
    }
  }
}
