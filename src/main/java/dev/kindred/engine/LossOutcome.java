package dev.kindred.engine;

import dev.kindred.loss.Batch;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.LossValue;
import dev.kindred.loss.MetricLoss;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.loss.ParametricValue;

/**
 * What a batch gave.
 *
 * @param value the loss
 * @param gradient by the embeddings
 * @param ownGradient by the loss's own parameters; empty when it has none
 */
@SuppressWarnings("ArrayRecordComponent") // a result handed over once
public record LossOutcome(double value, float[] gradient, float[] ownGradient) {
  /**
   * Of a recipe's loss, whichever kind it is.
   *
   * @param own the loss's own parameters, row-major; empty when it has none
   * @param memory looked at and filled by a loss that takes one
   * @param step counted over the whole training, from 0
   */
  public static LossOutcome of(
      ReplicaRecipe recipe, Batch batch, float[] own, LocalMemory memory, int step) {
    if (recipe.loss() instanceof MetricLoss loss) {
      return of(loss.evaluate(batch));
    }
    if (recipe.loss() instanceof CrossBatchMemory loss) {
      return of(memory.evaluate(loss, batch, step));
    }
    ParametricValue v = ((ParametricLoss) recipe.loss()).evaluate(batch, own, recipe.classes());
    return new LossOutcome(v.value(), v.gradient(), v.parameterGradient());
  }

  private static LossOutcome of(LossValue v) {
    return new LossOutcome(v.value(), v.gradient(), new float[0]);
  }
}
