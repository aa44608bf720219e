package dev.kindred.engine.choice;

import dev.kindred.engine.Precision;
import dev.kindred.engine.dl4j.Dl4jEngine;
import dev.kindred.engine.torch.TorchEngine;

/** What JavaCPP looks for when it loads a library. */
public final class NativeSearch {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private NativeSearch() {}

  /**
   * In a build for CPUs, before anything is loaded: no library of CUDA is looked for. JavaCPP would
   * look for some forty, in vain, in each jar of the class path, for seconds of every process.
   */
  public static void narrow() {
    if (System.getProperty(EXTENSION) == null && !isForGpus()) {
      System.setProperty(EXTENSION, "");
    }
  }

  private static boolean isForGpus() {
    return new Dl4jEngine(Precision.FP32).isForGpus()
        || new TorchEngine(Precision.FP32, true, false).isForGpus();
  }
}
