package dev.kindred.engine.torch;

import dev.kindred.engine.Gpu;
import dev.kindred.engine.TaskGpus;
import java.util.List;
import java.util.Optional;

/** Where the calling task computes: on the first GPU that Spark gave it, else on the CPU. */
final class TaskPlace {
  private TaskPlace() {}

  /** Its name, without a look at the device. */
  static String name() {
    return TaskGpus.addresses().stream().findFirst().map(a -> "gpu " + a).orElse("cpu");
  }

  /**
   * The checked place.
   *
   * @throws dev.kindred.run.KindredException when the GPU is no use, with what to do
   */
  static Place current() {
    List<String> addresses = TaskGpus.addresses();
    return addresses.isEmpty() ? Place.CPU : Place.ofGpu(machine().ordinal(addresses.get(0)));
  }

  /** What this process finds. */
  static GpuMachine machine() {
    return new GpuMachine(
        Gpu.here(),
        Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")),
        TorchLibrary.isForGpus(),
        CudaLibraries.missing(System.getenv("LD_LIBRARY_PATH")));
  }
}
