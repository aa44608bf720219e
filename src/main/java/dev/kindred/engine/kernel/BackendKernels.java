package dev.kindred.engine.kernel;

import dev.kindred.engine.onednn.OneDnnKernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Chooses the kernels that fit the ND4J backend on the class path. */
public final class BackendKernels {
  private BackendKernels() {}

  /** Of fp32. */
  public static Kernels current() {
    return current(DataType.FLOAT);
  }

  /** oneDNN for the CPU backend, ND4J's own operations for any other. */
  public static Kernels current(DataType type) {
    Backend.check();
    return Nd4j.getEnvironment().isCPU() ? new OneDnnKernels(type) : new Nd4jKernels();
  }
}
