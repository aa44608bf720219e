package dev.kindred.engine;

import java.io.Serializable;

/**
 * Everything that training has changed so far.
 *
 * @param parameters of network and loss, running statistics among them
 * @param optimizer moments; empty for fresh ones, whose bias correction counts from {@code step}
 * @param step steps done
 */
public record ReplicaState(FloatVector parameters, FloatVector optimizer, int step)
    implements Serializable {
  /** The network alone, which is all that embedding needs: a third of an Adam's state. */
  public ReplicaState withoutMoments() {
    return new ReplicaState(parameters, new FloatVector(), step);
  }
}
