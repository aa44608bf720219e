package dev.kindred.engine.torch;

import dev.kindred.engine.NativeCache;
import dev.kindred.engine.Precision;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/** libtorch in this process, and its settings that hold for the whole process. */
final class TorchLibrary {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private TorchLibrary() {}

  /** Whether the GPU build is on the class path. */
  static boolean isForGpus() {
    String place = "/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/libtorch.so";
    return torch.class.getResource(place) != null;
  }

  /** Unpacks it where that has not been done, and loads it. */
  static void load() {
    if (isForGpus()) {
      List<String> missing = CudaLibraries.missing(System.getenv("LD_LIBRARY_PATH"));
      if (!missing.isEmpty()) {
        throw new KindredException(
            Exit.FAILED,
            "libtorch's library for GPUs needs CUDA's %s, which are on no path; docs/gpu.md says where they come from and how to name their folder (LD_LIBRARY_PATH)"
                .formatted(String.join(", ", missing)));
      }
      if (System.getProperty(EXTENSION) == null) {
        // Without it JavaCPP looks for the CPU build only.
        System.setProperty(EXTENSION, "-gpu");
        Loader.loadProperties(true);
      }
    }
    NativeCache.load("libtorch " + version(), () -> Loader.load(torch.class));
  }

  private static String version() {
    return String.valueOf(torch.class.getPackage().getImplementationVersion());
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

  /**
   * @param place as {@link TaskPlace#name} gives it
   */
  static String describe(String place) {
    load();
    try (BytePointer capability = torch.get_cpu_capability()) {
      String cpu = capability.getString().toUpperCase(Locale.ROOT);
      return "libtorch " + version() + " " + (place.equals("cpu") ? cpu : place);
    }
  }
}
