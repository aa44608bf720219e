package dev.kindred.train;

import dev.kindred.config.KindredConfig;
import dev.kindred.engine.Engine;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.model.Checksums;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A run's trained network, to embed with. Needs no image that it was trained on; parameters of the
 * loss stay behind.
 *
 * @param recipe of replicas that only embed
 * @param state its weights
 * @param sha256 of the file that they came from
 */
public record TrainedNetwork(ReplicaRecipe recipe, ReplicaState state, String sha256) {
  /** Whether the run has a model. */
  public static boolean exists(RunFolder folder) {
    return folder.exists(ModelFolder.WEIGHTS);
  }

  /**
   * Reads it.
   *
   * @throws KindredException (bad data) when the run has none, or its file is damaged
   */
  public static TrainedNetwork read(KindredConfig config, Engine engine, RunFolder folder) {
    StateDict all = ModelFolder.read(folder);
    List<Tensor> own = new ArrayList<>(all.tensors().values());
    own.removeIf(t -> t.name().equals("proxies"));
    Optimizer unused = Optimizer.adam(LearningRate.constant(0), 1);
    ReplicaRecipe recipe = new ReplicaRecipe(Recipes.network(config), unused, null, 0, engine);
    try (Replica replica = recipe.create();
        InputStream in = folder.fileSystem().open(folder.path(ModelFolder.WEIGHTS))) {
      replica.load(StateDict.of(all.source(), own));
      return new TrainedNetwork(recipe, replica.state(), Checksums.of(in));
    } catch (IOException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s cannot be read: %s".formatted(folder.path(ModelFolder.WEIGHTS), e.getMessage()),
          e);
    }
  }
}
