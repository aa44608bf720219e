package dev.kindred.engine.spark;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import java.util.List;

/** The mean of replicas, summed in slot order, so that it does not depend on who was done first. */
final class Averaging {
  private Averaging() {}

  static ReplicaState mean(List<ReplicaState> states) {
    if (states.size() == 1) {
      return states.get(0);
    }
    return new ReplicaState(
        mean(states.stream().map(ReplicaState::parameters).toList(), 0),
        mean(states.stream().map(ReplicaState::optimizer).toList(), 0),
        states.get(0).step());
  }

  private static FloatVector mean(List<FloatVector> vectors, int first) {
    float[] sum = vectors.get(first).values().clone();
    for (int v = 1; v < vectors.size(); v++) {
      float[] next = vectors.get(v).values();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += next[i];
      }
    }
    float scale = 1f / vectors.size();
    for (int i = 0; i < sum.length; i++) {
      sum[i] *= scale;
    }
    return new FloatVector(sum);
  }
}
