package dev.kindred.train;

import dev.kindred.config.TrainSettings;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.Span;
import java.util.Arrays;
import java.util.List;

/**
 * A momentum step over rounds: the averaged change of a round is taken as a gradient (SlowMo, Wang
 * 2020, arXiv:1910.00643; DiLoCo, Douillard 2023, arXiv:2311.08105). With momentum 0 and rate 1 it
 * is plain averaging.
 *
 * <p>Running statistics are the average itself, whatever momentum and rate are: a step beyond it
 * leads to variances below 0.
 */
final class OuterStep {
  private final double momentum;
  private final double rate;
  private final List<Span> statistics;
  private float[] velocity;

  private OuterStep(double momentum, double rate, List<Span> statistics, float[] velocity) {
    this.momentum = momentum;
    this.rate = rate;
    this.statistics = statistics;
    this.velocity = velocity;
  }

  /**
   * @param velocity to go on with; empty at the start
   * @param statistics where running statistics lie among the parameters
   */
  static OuterStep of(TrainSettings.Averaging a, FloatVector velocity, List<Span> statistics) {
    return new OuterStep(a.outerMomentum(), a.outerLearningRate(), statistics, velocity.values());
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
    for (Span s : statistics) {
      System.arraycopy(to, s.from(), next, s.from(), s.to() - s.from());
      Arrays.fill(v, s.from(), s.to(), 0);
    }
    velocity = v;
    return new ReplicaState(new FloatVector(next), averaged.optimizer(), averaged.step());
  }
}
