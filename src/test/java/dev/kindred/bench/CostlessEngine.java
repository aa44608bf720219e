package dev.kindred.bench;

import dev.kindred.engine.Engine;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.image.RenderedImages;

/**
 * An engine whose replicas have a state of full size and compute nothing, so that a round is what
 * the round itself costs.
 *
 * @param parameters number of values; there are twice as many moments
 */
record CostlessEngine(int parameters) implements Engine {
  @Override
  public String name() {
    return "costless";
  }

  @Override
  public Replica replica(ReplicaRecipe recipe) {
    return new CostlessReplica(recipe, parameters);
  }

  @Override
  public String place() {
    return "cpu";
  }

  @Override
  public RenderedImages.Form images() {
    return RenderedImages.Form.VALUES;
  }

  @Override
  public boolean isForGpus() {
    return false;
  }

  @Override
  public boolean hasTokens() {
    return false;
  }

  @Override
  public void check() {}

  @Override
  public void load() {}

  @Override
  public String describe() {
    return "nothing";
  }
}
