package dev.kindred.engine;

import dev.kindred.loss.Loss;
import java.io.Serializable;

/**
 * How to make a replica anywhere.
 *
 * @param network its shape
 * @param optimizer how it learns
 * @param loss what it learns; null for a replica that only embeds
 * @param classes number of training classes, for losses with own parameters
 * @param engine what computes it
 */
public record ReplicaRecipe(
    NetworkSpec network, Optimizer optimizer, Loss loss, int classes, Engine engine)
    implements Serializable {
  /** A network with its layers' plain initial values; weights are set before it is used. */
  public Replica create() {
    return engine.replica(this);
  }
}
