package dev.kindred.engine.torch;

import dev.kindred.engine.Engine;
import dev.kindred.engine.Precision;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TaskGpus;
import dev.kindred.image.RenderedImages;

/**
 * PyTorch's library without Python.
 *
 * @param precision in which the backbone computes
 * @param deterministic the same seed gives the same bits on one kind of device
 * @param crops whether images are cut out and resized where the network is computed
 */
public record TorchEngine(Precision precision, boolean deterministic, boolean crops)
    implements Engine {
  private static final long serialVersionUID = 1L;

  /** In {@code kindred.engine.name}. */
  public static final String NAME = "torch";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Replica replica(ReplicaRecipe recipe) {
    TorchLibrary.use(precision, deterministic);
    return new TorchReplica(recipe, TaskPlace.current(), precision);
  }

  @Override
  public String place() {
    return TaskPlace.name();
  }

  @Override
  public RenderedImages.Form images() {
    if (crops) {
      return RenderedImages.Form.CROPS;
    }
    return TaskGpus.addresses().isEmpty() ? RenderedImages.Form.VALUES : RenderedImages.Form.LEVELS;
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
  public void check() {
    TaskPlace.current();
  }

  @Override
  public void load() {
    TorchLibrary.load();
  }

  @Override
  public String describe() {
    return TorchLibrary.describe(TaskPlace.name());
  }
}
