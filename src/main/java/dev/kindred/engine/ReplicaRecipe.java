package dev.kindred.engine;

import dev.kindred.engine.dl4j.Dl4jReplica;
import dev.kindred.loss.Loss;
import java.io.Serializable;

/**
 * How to make a replica anywhere.
 *
 * @param network its shape
 * @param optimizer how it learns
 * @param loss what it learns; null for a replica that only embeds
 * @param classes number of training classes, for losses with own parameters
 */
public record ReplicaRecipe(NetworkSpec network, Optimizer optimizer, Loss loss, int classes)
    implements Serializable {
  /** A network with its layers' plain initial values; weights are set before it is used. */
  public Replica create() {
    return new Dl4jReplica(this);
  }
}
