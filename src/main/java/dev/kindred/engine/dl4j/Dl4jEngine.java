package dev.kindred.engine.dl4j;

import dev.kindred.engine.Engine;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.kernel.BackendKernels;

/** DL4J's graphs with the heavy layers on oneDNN, or on whatever ND4J runs on. */
public record Dl4jEngine() implements Engine {
  private static final long serialVersionUID = 1L;

  /** In {@code kindred.engine.name}. */
  public static final String NAME = "dl4j";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Replica replica(ReplicaRecipe recipe) {
    return new Dl4jReplica(recipe);
  }

  @Override
  public String place() {
    return "nd4j";
  }

  @Override
  public void load() {
    describe();
  }

  @Override
  public String describe() {
    return BackendKernels.current().describe();
  }
}
