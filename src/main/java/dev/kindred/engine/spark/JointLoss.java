package dev.kindred.engine.spark;

import dev.kindred.engine.LocalMemory;
import dev.kindred.engine.ProxyPlace;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.loss.Batch;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.LossValue;
import dev.kindred.loss.MetricLoss;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.loss.ParametricValue;
import java.util.Arrays;

/**
 * The loss over all executors' embeddings as one batch.
 *
 * @param value the loss
 * @param gradient by the embeddings, of the batch's shape
 * @param ownGradient by the loss's own parameters, empty when it has none
 */
record JointLoss(double value, float[] gradient, float[] ownGradient) {
  /**
   * @param state whose parameters and step count
   * @param memory looked at and filled by a loss that takes one
   */
  static JointLoss of(
      ReplicaRecipe recipe, ProxyPlace place, ReplicaState state, Batch batch, LocalMemory memory) {
    if (recipe.loss() instanceof MetricLoss loss) {
      return of(loss.evaluate(batch));
    }
    if (recipe.loss() instanceof CrossBatchMemory loss) {
      return of(memory.evaluate(loss, batch, state.step()));
    }
    int from = place.parameters();
    float[] own = Arrays.copyOfRange(state.parameters().values(), from, from + place.length());
    ParametricValue v = ((ParametricLoss) recipe.loss()).evaluate(batch, own, recipe.classes());
    return new JointLoss(v.value(), v.gradient(), v.parameterGradient());
  }

  private static JointLoss of(LossValue v) {
    return new JointLoss(v.value(), v.gradient(), new float[0]);
  }
}
