package dev.kindred.engine.kernel;

import dev.kindred.engine.onednn.OneDnn;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import org.nd4j.linalg.factory.Nd4j;

/** Whether ND4J computes on what this build is for. */
public final class Backend {
  private static final String CUDA = "org/nd4j/linalg/jcublas/JCublasBackend.class";

  private Backend() {}

  /** Whether this build brings ND4J's CUDA backend (profile {@code cuda}). */
  public static boolean isForGpus() {
    return Backend.class.getClassLoader().getResource(CUDA) != null;
  }

  /**
   * Loads the backend in a build for GPUs. Without a usable GPU, ND4J takes the CPU without a word.
   *
   * @throws KindredException with {@link Exit#FAILED}
   */
  public static void check() {
    if (isForGpus()) {
      check(onGpu());
    }
  }

  static void check(boolean onGpu) {
    if (!onGpu) {
      throw new KindredException(
          Exit.FAILED,
          "this build computes on GPUs (profile cuda), but no usable one is visible here: check"
              + " nvidia-smi, the driver, CUDA 11.6's libraries and CUDA_VISIBLE_DEVICES (GPUs of"
              + " compute capability 3.7 to 8.9), or build without -Pcuda");
    }
  }

  /**
   * Checks that the processor multiplies numbers in bf16. Without it oneDNN has no layers in bf16,
   * or emulates them, slower than in fp32.
   *
   * @throws KindredException with {@link Exit#FAILED}
   */
  public static void checkBf16() {
    checkBf16(OneDnn.hasBf16());
  }

  static void checkBf16(boolean has) {
    if (!has) {
      throw new KindredException(
          Exit.FAILED,
          "kindred.engine.precision = bf16 needs a processor that multiplies in bf16 (AVX-512-bf16"
              + " or AMX), and this one has none: "
              + OneDnn.describe()
              + "; use kindred.engine.name = torch, which computes in it on any processor but slowly,"
              + " or fp32, or other machines");
    }
  }

  private static boolean onGpu() {
    try {
      return !Nd4j.getEnvironment().isCPU();
    } catch (LinkageError | RuntimeException e) {
      return false;
    }
  }
}
