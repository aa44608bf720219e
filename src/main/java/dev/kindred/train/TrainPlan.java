package dev.kindred.train;

import dev.kindred.config.KindredConfig;
import dev.kindred.dataset.Sizes;
import dev.kindred.dataset.Split;
import dev.kindred.engine.Engine;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.model.StateDict;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * What a configuration would train, known before anything runs.
 *
 * @param config the configuration
 * @param recipe network, optimiser and loss
 * @param schedule steps and rounds
 * @param memory what it needs
 * @param images trained on; where only totals are known, those of held-out classes are taken off in
 *     proportion
 * @param classes trained on
 * @param heldOut classes held out of training
 * @param workers executors
 */
public record TrainPlan(
    KindredConfig config,
    ReplicaRecipe recipe,
    Schedule schedule,
    MemoryNeed memory,
    int images,
    int classes,
    int heldOut,
    int workers) {
  /** More would not fit a driver's memory with every network. */
  private static final int MEASURED_IMAGES = 32;

  /** The first step builds what the others use. */
  private static final int WARM_UP = 1;

  private static final int MEASURED_STEPS = 3;
  private static final double NANOS = 1e9;

  /**
   * Of a configuration.
   *
   * @throws KindredException (usage) for what cannot be trained, (bad data) for too few classes
   */
  public static TrainPlan of(KindredConfig config, Engine engine, Sizes data, int workers) {
    boolean own = data.images(Split.VALIDATION) > 0;
    int all = data.classes(Split.TRAIN);
    int heldOut = own ? 0 : HeldOut.of(config).of(IntStream.range(0, all).toArray()).size();
    int classes = all - heldOut;
    if (classes < config.sampling().leastClasses()) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%d training classes, %d of them held out, are too few for batches of %d; lower kindred.sampling.classes-per-batch, or use more data"
              .formatted(all, heldOut, config.sampling().leastClasses()));
    }
    int images = (int) Math.round((double) data.images(Split.TRAIN) * classes / all);
    Schedule schedule = Schedule.of(config, images, workers);
    ReplicaRecipe recipe =
        Recipes.training(config, engine, classes, schedule.steps(), schedule.epoch());
    int evaluated = data.images(Split.TEST) + data.images(Split.QUERY) + data.images(Split.GALLERY);
    return new TrainPlan(
        config,
        recipe,
        schedule,
        MemoryNeed.of(config, recipe, evaluated),
        images,
        classes,
        heldOut,
        workers);
  }

  /** Images seen in all. */
  public long imagesSeen() {
    return (long) schedule.last() * workers * config.sampling().batch();
  }

  /**
   * The weights that training would start from.
   *
   * @throws KindredException when the configured file cannot be read or does not fit
   */
  public StateDict weights(Configuration hadoop) {
    return InitialWeights.of(
        recipe.network(), config.backbone(), recipe.loss(), classes, config.train().seed(), hadoop);
  }

  /** Images of a measured step: a whole batch, where that is not too many. */
  public int measuredImages() {
    return Math.min(config.sampling().batch(), MEASURED_IMAGES);
  }

  /**
   * Takes some steps on random pixels, in this process.
   *
   * @return seconds of a step of {@link #measuredImages}
   */
  public double secondsOfStep(StateDict weights) {
    int n = measuredImages();
    int side = recipe.network().backbone().size();
    float[] pixels = new float[n * side * side * 3];
    SplittableRandom random = new SplittableRandom(0);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble(-1, 1);
    }
    int pairs = Math.max(1, Math.min(classes, n / 2));
    int[] labels = IntStream.range(0, n).map(i -> i / 2 % pairs).toArray();
    TrainingBatch batch = new TrainingBatch(pixels, labels, 0);
    try (Replica replica = recipe.create()) {
      replica.load(weights);
      replica.train(Collections.nCopies(WARM_UP, batch).iterator());
      long start = System.nanoTime();
      replica.train(Collections.nCopies(MEASURED_STEPS, batch).iterator());
      return (System.nanoTime() - start) / NANOS / MEASURED_STEPS;
    }
  }
}
