package dev.kindred.engine.dl4j;

import dev.kindred.engine.Engine;
import dev.kindred.engine.Gpu;
import dev.kindred.engine.NativeCache;
import dev.kindred.engine.Precision;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.kernel.Backend;
import dev.kindred.engine.kernel.BackendKernels;
import dev.kindred.image.RenderedImages;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DL4J's graphs with the heavy layers on oneDNN, or on whatever ND4J runs on.
 *
 * @param precision fp32, or bf16 on processors that multiply in it
 */
public record Dl4jEngine(Precision precision) implements Engine {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Dl4jEngine.class);

  /** In {@code kindred.engine.name}. */
  public static final String NAME = "dl4j";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Replica replica(ReplicaRecipe recipe) {
    load();
    return new Dl4jReplica(recipe, precision);
  }

  @Override
  public String place() {
    return "nd4j";
  }

  @Override
  public RenderedImages.Form images() {
    return RenderedImages.Form.VALUES;
  }

  @Override
  public boolean hasTokens() {
    return false;
  }

  @Override
  public boolean isForGpus() {
    return Backend.isForGpus();
  }

  @Override
  public void check() {
    if (precision == Precision.BF16) {
      // Under the lock of whoever unpacks the libraries first.
      load();
      Backend.checkBf16();
    }
    Backend.check();
  }

  @Override
  public void load() {
    NativeCache.load("dl4j", () -> BackendKernels.current().describe());
    if (!Nd4j.getEnvironment().isCPU()) {
      CudaReach.warning(Gpu.here()).ifPresent(LOG::warn);
    }
  }

  @Override
  public String describe() {
    String kernels = BackendKernels.current().describe();
    return precision == Precision.BF16 ? kernels + " in bf16" : kernels;
  }
}
