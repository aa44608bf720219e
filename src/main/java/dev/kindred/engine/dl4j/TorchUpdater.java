package dev.kindred.engine.dl4j;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

/** State and step of a {@link TorchRule}: first moments, then second moments, in one row. */
final class TorchUpdater implements GradientUpdater<TorchRule> {
  private static final String FIRST = "m";
  private static final String SECOND = "v";

  private final TorchRule config;
  private INDArray first;
  private INDArray second;
  private int start;

  TorchUpdater(TorchRule config) {
    this.config = config;
  }

  /** Moments are zero at this iteration: the bias correction counts from here. */
  void startAt(int iteration) {
    start = iteration;
  }

  @Override
  public TorchRule getConfig() {
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
    if (config.rate.waits(iteration)) {
      // Neither the parameters nor their moments know of the time before.
      gradient.assign(0);
      return;
    }
    config.step(
        gradient.reshape(gradient.length()),
        first,
        second,
        config.getLearningRate(iteration, epoch),
        iteration - Math.max(start, config.rate.first()));
  }
}
