package dev.kindred.train;

import dev.kindred.config.Resolved;
import dev.kindred.model.Checksums;
import dev.kindred.model.ModelCard;
import dev.kindred.model.Safetensors;
import dev.kindred.model.StateDict;
import dev.kindred.model.WeightSource;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The trained model of a run. */
public final class ModelFolder {
  /** Backbone, head and, where the loss has them, proxies. */
  public static final String WEIGHTS = RunFiles.MODEL + "/weights.safetensors";

  /** For people. */
  public static final String CARD = RunFiles.MODEL + "/README.md";

  /** Row of the card with the checksum of the weights' file. */
  private static final String CHECKSUM = "sha256 of weights.safetensors";

  private static final Pattern ROW =
      Pattern.compile("^\\| " + Pattern.quote(CHECKSUM) + " \\| (\\S*) \\|$", Pattern.MULTILINE);

  private ModelFolder() {}

  /** Writes or replaces the card, with the checksum of the weights as they lie there. */
  public static void describe(RunFolder folder, ModelCard card) {
    try (InputStream in = folder.fileSystem().open(folder.path(WEIGHTS))) {
      folder.write(CARD, card.with(CHECKSUM, Checksums.of(in)).markdown());
    } catch (IOException e) {
      throw cannotBeRead(folder, e);
    }
  }

  private static KindredException cannotBeRead(RunFolder folder, IOException e) {
    return new KindredException(
        Exit.BAD_DATA, "%s cannot be read: %s".formatted(folder.path(WEIGHTS), e.getMessage()), e);
  }

  static void write(RunFolder folder, StateDict weights, Map<String, String> about) {
    // A card is that of the weights beside it.
    folder.delete(CARD);
    folder.write(
        WEIGHTS,
        out -> {
          BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 20);
          Safetensors.write(weights, about, buffered);
          buffered.flush();
        });
  }

  /**
   * Name of the metric on held-out classes whose best state became the model.
   *
   * @throws KindredException (bad data) when the run's configuration is not what was written
   */
  public static String chosenBy(RunFolder folder) {
    return Resolved.parse(folder.read(RunFiles.CONFIG).orElse("")).validationMetric().key();
  }

  /**
   * The weights.
   *
   * @throws KindredException (bad data) when the run has not trained yet, or when a file is not
   *     what was written
   */
  public static StateDict read(RunFolder folder) {
    if (!folder.exists(WEIGHTS)) {
      throw new KindredException(
          Exit.BAD_DATA,
          "no model at "
              + folder.path(WEIGHTS)
              + "; run 'kindred train' with the same --run-id first");
    }
    Matcher row = ROW.matcher(folder.read(CARD).orElse(""));
    try {
      return WeightSource.read(
          folder.fileSystem(),
          folder.path(WEIGHTS),
          row.find() ? row.group(1) : null,
          "its card " + folder.path(CARD));
    } catch (IOException e) {
      throw cannotBeRead(folder, e);
    }
  }
}
