package dev.kindred.engine;

import dev.kindred.loss.Loss;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
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
  /**
   * Says before anything is computed what the engine cannot.
   *
   * @throws KindredException (usage) when it has no such network
   */
  public ReplicaRecipe {
    if (network.backbone().hasTokens() && !engine.hasTokens()) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.backbone.name = %s is for kindred.engine.name = torch; %s has no attention"
              .formatted(network.backbone().name(), engine.name()));
    }
  }

  /** A network with its layers' plain initial values; weights are set before it is used. */
  public Replica create() {
    return engine.replica(this);
  }
}
