package dev.kindred.train;

import dev.kindred.config.SamplingSettings;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.sampling.ClassBalancedSampler;
import dev.kindred.sampling.Sampler;
import dev.kindred.sampling.ShuffledSampler;
import dev.kindred.sampling.SuperCategories;
import java.util.Arrays;
import java.util.function.Supplier;

/** Batches of a training set as configured. */
final class Samplers {
  private Samplers() {}

  /**
   * @param paths of all images by id, asked for where super-categories are wanted
   * @throws KindredException (bad data) when the images make no such batches
   */
  static Sampler of(
      TrainingSet data, SamplingSettings settings, long seed, Supplier<String[]> paths) {
    int[] ids = data.ids();
    int p = settings.classesPerBatch();
    int k = settings.imagesPerClass();
    return switch (settings.order()) {
      case CLASSES -> new ClassBalancedSampler(ids, data.labels(), p, k, seed);
      case SUPER_CATEGORY ->
          new ClassBalancedSampler(
              ids, data.labels(), p, k, seed, superCategories(data, paths.get()));
      case SHUFFLE -> new ShuffledSampler(ids, data.labels(), settings.batch(), seed);
    };
  }

  /**
   * Checks that the images fill a batch.
   *
   * @throws KindredException (bad data) when they do not
   */
  static void check(TrainingSet data, SamplingSettings settings) {
    if (settings.order() == SamplingSettings.Order.SHUFFLE
        && data.ids().length < settings.batch()) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%d training images are too few for kindred.sampling.batch = %d; lower it"
              .formatted(data.ids().length, settings.batch()));
    }
  }

  /** Images of an anchor's class that a shuffled batch holds beside it, on average. */
  static double shuffledPositives(TrainingSet data, int batch) {
    int[] sizes = new int[data.classes()];
    Arrays.stream(data.labels()).forEach(label -> sizes[label]++);
    double pairs = Arrays.stream(sizes).mapToDouble(n -> n * (n - 1.0)).sum();
    double n = data.labels().length;
    return (batch - 1) * pairs / (n * (n - 1));
  }

  private static SuperCategories superCategories(TrainingSet data, String[] paths) {
    int[] of =
        SuperFolders.of(
            Arrays.stream(data.ids()).mapToObj(id -> paths[id]).toList(),
            data.labels(),
            data.classes());
    if (Arrays.stream(of).distinct().count() < 2) {
      throw new KindredException(
          Exit.BAD_DATA,
          "kindred.sampling.order = super-category: no folders of these images hold several classes"
              + " each, as those of sop and inshop do; set kindred.sampling.order=classes");
    }
    return new SuperCategories(of);
  }
}
