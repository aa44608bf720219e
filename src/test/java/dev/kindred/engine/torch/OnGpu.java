package dev.kindred.engine.torch;

import dev.kindred.engine.Engine;
import dev.kindred.engine.Precision;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;

/** libtorch on this machine's first GPU, outside of Spark, for benchmarks and checks. */
public record OnGpu(Precision precision, boolean deterministic) implements Engine {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return TorchEngine.NAME;
  }

  @Override
  public Replica replica(ReplicaRecipe recipe) {
    TorchLibrary.use(precision, deterministic);
    GpuMachine machine = TaskPlace.machine();
    String first = machine.gpus().isEmpty() ? "0" : machine.gpus().get(0).index();
    return new TorchReplica(recipe, Place.ofGpu(machine.ordinal(first)), precision);
  }

  @Override
  public String place() {
    return "gpu 0";
  }

  @Override
  public boolean hasTokens() {
    return true;
  }

  @Override
  public boolean isForGpus() {
    return TorchLibrary.isForGpus();
  }

  @Override
  public void check() {}

  @Override
  public void load() {
    TorchLibrary.load();
  }

  @Override
  public String describe() {
    return TorchLibrary.describe(place()) + " " + TaskPlace.machine().gpus();
  }
}
