package dev.kindred.engine.torch;

import dev.kindred.engine.Gpu;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Optional;

/**
 * What a process finds of GPUs, and whether libtorch can compute on the one that it was given.
 *
 * @param gpus the driver's list; empty without driver or GPU
 * @param visible {@code CUDA_VISIBLE_DEVICES}, if set
 * @param library whether the GPU build of libtorch is on the class path
 * @param missing CUDA libraries that were not found
 */
record GpuMachine(List<Gpu> gpus, Optional<String> visible, boolean library, List<String> missing) {
  /** libtorch's machine code begins here. */
  private static final double LEAST_CAPABILITY = 7.5;

  /** CUDA 13's driver. */
  private static final int LEAST_DRIVER = 580;

  GpuMachine {
    gpus = List.copyOf(gpus);
    missing = List.copyOf(missing);
  }

  /**
   * The device that Spark means, as CUDA numbers it in the order of the bus.
   *
   * @param address that Spark gave to the task
   * @throws KindredException (failed) when it is no use, with what to do
   */
  int ordinal(String address) {
    if (!library) {
      throw no(
          "Spark gave a task GPU %s, but this build has libtorch's library for CPUs; build with -Pgpu (docs/gpu.md), or set kindred.spark.executor-gpus = 0"
              .formatted(address));
    }
    if (gpus.isEmpty()) {
      throw no(
          "Spark gave a task GPU %s, but none is visible to the executor: nvidia-smi lists no GPU; check the driver and what the container may see, or set kindred.spark.executor-gpus = 0"
              .formatted(address));
    }
    Gpu gpu =
        gpus.stream()
            .filter(g -> g.is(address))
            .findFirst()
            .orElseThrow(
                () ->
                    no(
                        "Spark gave a task GPU %s, but the executor sees %s; check spark.executor.resource.gpu.discoveryScript"
                            .formatted(address, list())));
    check(gpu);
    return visible.isEmpty() ? gpus.indexOf(gpu) : place(gpu, visible.get());
  }

  private void check(Gpu gpu) {
    if (gpu.capability() < LEAST_CAPABILITY) {
      throw no(
          "%s has compute capability %s, and libtorch has no code below %s; use kindred.engine.name = dl4j with the build -Pcuda, or set kindred.spark.executor-gpus = 0"
              .formatted(gpu, gpu.capability(), LEAST_CAPABILITY));
    }
    if (major(gpu.driver()) < LEAST_DRIVER) {
      throw no(
          "the driver of %s is %s, and CUDA 13 needs %d or newer; renew the driver, or set kindred.spark.executor-gpus = 0"
              .formatted(gpu, gpu.driver(), LEAST_DRIVER));
    }
    if (!missing.isEmpty()) {
      throw no(
          "CUDA's libraries %s are on no path; docs/gpu.md says where they come from and how to name their folder (LD_LIBRARY_PATH)"
              .formatted(String.join(", ", missing)));
    }
  }

  private int place(Gpu gpu, String list) {
    String[] entries = list.split(",", -1);
    for (int i = 0; i < entries.length; i++) {
      if (gpu.is(entries[i].strip())) {
        return i;
      }
    }
    throw no(
        "Spark gave a task %s, but CUDA_VISIBLE_DEVICES = %s hides it; unset it for the executors"
            .formatted(gpu, list));
  }

  private String list() {
    return String.join(", ", gpus.stream().map(Gpu::toString).toList());
  }

  private static int major(String version) {
    String digits = version.replaceFirst("\\D.*", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private static KindredException no(String line) {
    return new KindredException(Exit.FAILED, line);
  }
}
