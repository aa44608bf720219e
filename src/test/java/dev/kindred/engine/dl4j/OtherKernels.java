package dev.kindred.engine.dl4j;

import dev.kindred.engine.kernel.Kernels;
import org.deeplearning4j.nn.api.Layer;

/** Gives a network kernels to compare with its own. */
public final class OtherKernels {
  private OtherKernels() {}

  /** To be called before the network was used. */
  public static void use(Dl4jReplica replica, Kernels kernels) {
    for (Layer layer : replica.graph().getLayers()) {
      if (layer instanceof KernelLayer<?> own) {
        own.kernels = kernels;
      }
    }
  }
}
