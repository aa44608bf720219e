package dev.kindred.train;

import dev.kindred.model.ModelCard;
import dev.kindred.model.Safetensors;
import dev.kindred.model.StateDict;
import dev.kindred.model.WeightSource;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import java.io.BufferedOutputStream;
import java.util.Map;

/** The trained model of a run. */
public final class ModelFolder {
  /** Backbone, head and, where the loss has them, proxies. */
  public static final String WEIGHTS = RunFiles.MODEL + "/weights.safetensors";

  /** For people. */
  public static final String CARD = RunFiles.MODEL + "/README.md";

  private ModelFolder() {}

  /** Writes or replaces the card. */
  public static void describe(RunFolder folder, ModelCard card) {
    folder.write(CARD, card.markdown());
  }

  static void write(RunFolder folder, StateDict weights, Map<String, String> about) {
    folder.write(
        WEIGHTS,
        out -> {
          BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 20);
          Safetensors.write(weights, about, buffered);
          buffered.flush();
        });
  }

  /**
   * The weights.
   *
   * @throws KindredException when the run has not trained yet
   */
  public static StateDict read(RunFolder folder) {
    if (!folder.exists(WEIGHTS)) {
      throw new KindredException(
          Exit.BAD_DATA,
          "no model at "
              + folder.path(WEIGHTS)
              + "; run 'kindred train' with the same --run-id first");
    }
    return WeightSource.read(folder.path(WEIGHTS).toString(), folder.fileSystem().getConf());
  }
}
