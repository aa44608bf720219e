package dev.kindred.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.engine.Gpu;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decided about a GPU, from what a machine would say. */
class GpuMachineTest {
  private static final String TWO =
      """
      0, GPU-aaaa1111-2222, 9.0, 580.65.06, NVIDIA H100 80GB HBM3
      1, GPU-bbbb3333-4444, 8.0, 580.65.06, NVIDIA A100-SXM4-40GB, MIG off
      """;

  private static GpuMachine machine(String listing) {
    return new GpuMachine(Gpu.all(listing), Optional.empty(), true, List.of());
  }

  private static GpuMachine visible(String devices) {
    return new GpuMachine(Gpu.all(TWO), Optional.of(devices), true, List.of());
  }

  private static void assertRefused(GpuMachine machine, String address, String... words) {
    assertThatThrownBy(() -> machine.ordinal(address))
        .isInstanceOf(KindredException.class)
        .hasMessageContainingAll(words)
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.FAILED))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void theDeviceIsTheOneThatSparkNames() {
    assertThat(machine(TWO).ordinal("0")).isZero();
    assertThat(machine(TWO).ordinal("1")).isEqualTo(1);
    assertThat(machine(TWO).ordinal("GPU-bbbb3333-4444")).isEqualTo(1);
  }

  @Test
  void aContainerThatSeesOneGpuOfManyCallsItZero() {
    String third = "3, GPU-cccc, 7.5, 580.1, Tesla T4";
    assertThat(machine(third).ordinal("3")).isZero();
  }

  @Test
  void visibleDevicesAreCountedInTheirOwnOrder() {
    assertThat(visible("1,0").ordinal("0")).isEqualTo(1);
    assertThat(visible("1,0").ordinal("1")).isZero();
    assertThat(visible("1").ordinal("1")).isZero();
    assertThat(visible("GPU-bbbb").ordinal("1")).isZero();
    assertRefused(visible("0"), "1", "CUDA_VISIBLE_DEVICES = 0 hides it");
    assertRefused(visible(""), "1", "hides it");
  }

  @Test
  void noneVisible() {
    assertRefused(machine(""), "0", "none is visible", "kindred.spark.executor-gpus = 0");
    String failed = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.";
    assertRefused(machine(failed), "0", "none is visible");
    assertRefused(machine(TWO), "7", "GPU 7", "GPU 0 (NVIDIA H100 80GB HBM3)", "discoveryScript");
  }

  @Test
  void tooOldAGpu() {
    String volta = "0, GPU-v, 7.0, 580.65.06, Tesla V100-SXM2-16GB";
    assertRefused(machine(volta), "0", "Tesla V100", "7.0", "below 7.5", "-Pcuda");
    assertThat(machine("0, GPU-t, 7.5, 580.65.06, Tesla T4").ordinal("0")).isZero();
    assertThat(machine("0, GPU-b, 10.0, 580.65.06, NVIDIA B200").ordinal("0")).isZero();
  }

  @Test
  void tooOldADriver() {
    String old = "0, GPU-a, 8.0, 535.183.01, NVIDIA A100";
    assertRefused(machine(old), "0", "535.183.01", "CUDA 13 needs 580");
  }

  @Test
  void theLibraryForCpus() {
    GpuMachine machine = new GpuMachine(Gpu.all(TWO), Optional.empty(), false, List.of());
    assertRefused(machine, "0", "for CPUs", "-Pgpu");
  }

  @Test
  void cudaLibrariesThatAreNotThere(@TempDir Path empty, @TempDir Path full) throws IOException {
    for (String name : List.of("libcudart.so.13", "libnccl.so.2")) {
      Files.createFile(full.resolve(name));
    }
    List<String> names = List.of("libcudart.so.13", "libcudnn.so.9", "libnccl.so.2");
    List<String> missing = CudaLibraries.missing(names, List.of(empty, full));
    assertThat(missing).containsExactly("libcudnn.so.9");
    assertRefused(
        new GpuMachine(Gpu.all(TWO), Optional.empty(), true, missing),
        "0",
        "libcudnn.so.9",
        "docs/gpu.md",
        "LD_LIBRARY_PATH");
  }
}
