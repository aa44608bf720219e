package dev.kindred.loss.proxy;

import dev.kindred.loss.Batch;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.loss.ParametricValue;

/**
 * A loss that sees nothing but the similarities of embeddings with unit-length proxies. Proxies are
 * normalised inside, so their gradient is orthogonal to them.
 */
interface ProxyLoss extends ParametricLoss {
  /** The loss; the derivative by the similarities is added to {@code scores}. */
  double value(Scores scores);

  @Override
  default int rows(int classes) {
    return classes;
  }

  @Override
  default int classOf(int row, int classes) {
    return row;
  }

  @Override
  default ParametricValue evaluate(Batch batch, float[] parameters, int classes) {
    ParametricLoss.check(this, batch, parameters, classes);
    if (batch.n() == 0) {
      return new ParametricValue(0, new float[0], new float[parameters.length]);
    }
    try (Scores scores = new Scores(batch, parameters, rows(classes))) {
      return scores.result(value(scores));
    }
  }
}
