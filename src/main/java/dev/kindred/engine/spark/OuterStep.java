package dev.kindred.engine.spark;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.Span;
import dev.kindred.engine.exchange.CommonValues;
import java.io.Serializable;
import java.util.List;

/**
 * A momentum step over rounds: the averaged change of a round is taken as a gradient (SlowMo, Wang
 * 2020, arXiv:1910.00643; DiLoCo, Douillard 2023, arXiv:2311.08105). With momentum 0 and rate 1 it
 * is plain averaging.
 *
 * <p>Running statistics are the average itself, whatever momentum and rate are: a step beyond it
 * leads to variances below 0.
 *
 * @param momentum of the averaged step
 * @param rate of the averaged step
 * @param statistics where running statistics lie among the parameters
 */
record OuterStep(double momentum, double rate, List<Span> statistics) implements Serializable {
  /** Whether it is plain averaging. */
  boolean isPlain() {
    return momentum == 0 && rate == 1;
  }

  /**
   * A range of the parameters.
   *
   * @param at index of its first value
   * @param from values before the round
   * @param to their average after it; replaced by the values that follow
   * @param velocity replaced by the next one
   */
  void apply(int at, float[] from, float[] to, float[] velocity) {
    float[] mean = to.clone();
    for (int i = 0; i < to.length; i++) {
      velocity[i] = (float) (momentum * velocity[i] + (to[i] - from[i]));
      to[i] = (float) (from[i] + rate * velocity[i]);
    }
    for (Span s : statistics) {
      for (int i = Math.max(0, s.from() - at); i < Math.min(to.length, s.to() - at); i++) {
        to[i] = mean[i];
        velocity[i] = 0;
      }
    }
  }

  /** A whole state. */
  CommonValues apply(CommonValues before, ReplicaState averaged) {
    if (isPlain()) {
      return new CommonValues(averaged, before.velocity());
    }
    float[] next = averaged.parameters().values().clone();
    float[] velocity =
        before.velocity().length() == 0
            ? new float[next.length]
            : before.velocity().values().clone();
    apply(0, before.state().parameters().values(), next, velocity);
    return new CommonValues(
        new ReplicaState(new FloatVector(next), averaged.optimizer(), averaged.step()),
        new FloatVector(velocity));
  }
}
