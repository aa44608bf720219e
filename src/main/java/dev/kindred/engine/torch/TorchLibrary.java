package dev.kindred.engine.torch;

import dev.kindred.engine.Precision;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/** libtorch in this process, and its settings that hold for the whole process. */
final class TorchLibrary {
  private TorchLibrary() {}

  /** Unpacks it where that has not been done, and loads it. */
  static void load() {
    Loader.load(torch.class);
  }

  /** Sets what libtorch keeps for all threads. */
  static void use(Precision precision, boolean deterministic) {
    load();
    Context context = torch.globalContext();
    boolean tf32 = precision != Precision.FP32;
    context.setAllowTF32CuDNN(tf32);
    context.setAllowTF32CuBLAS(tf32);
    context.setDeterministicCuDNN(deterministic);
    context.setBenchmarkCuDNN(!deterministic);
    // Where CUDA has no deterministic way (3 x 3 max pooling backwards) it warns and goes on.
    context.setDeterministicAlgorithms(deterministic, true);
    context.setDeterministicFillUninitializedMemory(false);
  }

  static String describe(Place place) {
    load();
    try (BytePointer capability = torch.get_cpu_capability()) {
      String cpu = capability.getString().toUpperCase(Locale.ROOT);
      return "libtorch "
          + torch.class.getPackage().getImplementationVersion()
          + (place.isGpu() ? " on GPU " + place.gpu() : " " + cpu);
    }
  }
}
