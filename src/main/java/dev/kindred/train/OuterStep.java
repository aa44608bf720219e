package dev.kindred.train;

import dev.kindred.config.TrainSettings;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;

/**
 * A momentum step over rounds: the averaged change of a round is taken as a gradient (SlowMo, Wang
 * 2020, arXiv:1910.00643; DiLoCo, Douillard 2023, arXiv:2311.08105). With momentum 0 and rate 1 it
 * is plain averaging.
 */
final class OuterStep {
  private final double momentum;
  private final double rate;
  private float[] velocity;

  private OuterStep(double momentum, double rate, float[] velocity) {
    this.momentum = momentum;
    this.rate = rate;
    this.velocity = velocity;
  }

  static OuterStep of(TrainSettings.Averaging a, FloatVector velocity) {
    return new OuterStep(a.outerMomentum(), a.outerLearningRate(), velocity.values());
  }

  FloatVector velocity() {
    return new FloatVector(velocity);
  }

  ReplicaState apply(ReplicaState before, ReplicaState averaged) {
    if (momentum == 0 && rate == 1) {
      return averaged;
    }
    float[] from = before.parameters().values();
    float[] to = averaged.parameters().values();
    float[] next = new float[from.length];
    float[] v = velocity.length == 0 ? new float[from.length] : velocity.clone();
    for (int i = 0; i < next.length; i++) {
      v[i] = (float) (momentum * v[i] + (to[i] - from[i]));
      next[i] = (float) (from[i] + rate * v[i]);
    }
    velocity = v;
    return new ReplicaState(new FloatVector(next), averaged.optimizer(), averaged.step());
  }
}
