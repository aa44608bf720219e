package dev.kindred.engine.torch;

import dev.kindred.engine.Engine;
import dev.kindred.engine.Precision;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.image.RenderedImages;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;

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

  /** Waits for all that was asked of it. */
  public static void finish() {
    torch.cuda_synchronize();
  }

  /**
   * Images as a network gets them.
   *
   * @param size their side in pixels
   * @return {@code [n, size, size, 3]}
   */
  @SuppressWarnings("try") // scopes free tensors at their end
  public float[] brought(RenderedImages images, int n, int size) {
    TorchLibrary.use(precision, deterministic);
    try (ImageBuffer buffer = new ImageBuffer(Place.ofGpu(0), size);
        PointerScope scope = new PointerScope()) {
      return Place.values(buffer.bring(images, n).permute(0, 2, 3, 1));
    }
  }

  @Override
  public String place() {
    return "gpu 0";
  }

  @Override
  public RenderedImages.Form images() {
    return RenderedImages.Form.LEVELS;
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
