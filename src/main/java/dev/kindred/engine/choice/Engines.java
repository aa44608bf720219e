package dev.kindred.engine.choice;

import dev.kindred.engine.Engine;
import dev.kindred.engine.Precision;
import dev.kindred.engine.dl4j.Dl4jEngine;
import dev.kindred.engine.torch.TorchEngine;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;

/** The engines by name: the one place that knows all of them. */
public final class Engines {
  private static final String AUTO = "auto";

  private Engines() {}

  /**
   * What is asked for.
   *
   * @param name {@code dl4j}, {@code torch}, or {@code auto}: torch where there are GPUs, unless
   *     the build has ND4J's library for them and not libtorch's
   * @param gpus whether executors have any
   * @throws KindredException (usage) when the engine cannot compute in that precision
   */
  public static Engine of(String name, boolean gpus, Precision precision, boolean deterministic) {
    return of(name, gpus, precision, deterministic, false);
  }

  /**
   * What is asked for.
   *
   * @param name {@code dl4j}, {@code torch}, or {@code auto}: torch where there are GPUs, unless
   *     the build has ND4J's library for them and not libtorch's
   * @param gpus whether executors have any
   * @param crops whether images are cut out and resized where the network is computed
   * @throws KindredException (usage) when the engine cannot compute in that precision, or not crop
   */
  public static Engine of(
      String name, boolean gpus, Precision precision, boolean deterministic, boolean crops) {
    boolean torch = name.equals(AUTO) ? gpus && !onlyNd4j() : name.equals(TorchEngine.NAME);
    if (precision == Precision.TF32 && !(torch && gpus)) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.engine.precision = tf32 is for GPUs under kindred.engine.name = torch; use"
              + " fp32");
    }
    if (torch) {
      return new TorchEngine(precision, deterministic, crops);
    }
    if (crops) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.engine.crop-on-device = true is for kindred.engine.name = torch; choose"
              + " torch, or set it to false");
    }
    Dl4jEngine engine = new Dl4jEngine(precision);
    if (precision == Precision.BF16 && engine.isForGpus()) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.engine.precision = bf16 is not for kindred.engine.name = dl4j on GPUs, whose"
              + " layers compute in fp32 there; use torch, or fp32");
    }
    return engine;
  }

  /** In a build with the profile {@code cuda}. */
  private static boolean onlyNd4j() {
    return new Dl4jEngine(Precision.FP32).isForGpus()
        && !new TorchEngine(Precision.FP32, true, false).isForGpus();
  }

  /** For what needs DL4J's own form of a network. */
  public static Engine dl4j() {
    return new Dl4jEngine(Precision.FP32);
  }
}
