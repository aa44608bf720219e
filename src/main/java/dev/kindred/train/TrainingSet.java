package dev.kindred.train;

import dev.kindred.dataset.Split;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.store.StoreIndex;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The training images, less the classes held out for validation. Where the data have a validation
 * split of their own, it is used and no class is held out.
 *
 * @param ids images trained on
 * @param labels their classes, counted densely from 0
 * @param classes number of training classes
 * @param validationIds images of the held-out classes, or of the data's own validation split
 */
public record TrainingSet(int[] ids, int[] labels, int classes, int[] validationIds) {
  /**
   * Of a store.
   *
   * @param heldOut which classes are held out
   * @param classesPerBatch P, of which there must be as many
   */
  public static TrainingSet of(StoreIndex index, HeldOut heldOut, int classesPerBatch) {
    int[] own = index.ids(Split.VALIDATION);
    if (own.length > 0) {
      return of(index, classesPerBatch, own);
    }
    int[] all = index.ids(Split.TRAIN);
    int[] classes = IntStream.of(index.labels(all)).distinct().sorted().toArray();
    Set<Integer> held = heldOut.of(classes);
    int[] kept = IntStream.of(classes).filter(c -> !held.contains(c)).toArray();
    if (kept.length < classesPerBatch) {
      throw new KindredException(
          Exit.BAD_DATA,
          ("%d training classes, %d of them held out, are too few for batches of %d; lower"
                  + " kindred.sampling.classes-per-batch or validation-share, or use more data")
              .formatted(classes.length, held.size(), classesPerBatch));
    }
    int[] ids = IntStream.of(all).filter(i -> !held.contains(index.label(i))).toArray();
    int[] labels = IntStream.of(ids).map(i -> Arrays.binarySearch(kept, index.label(i))).toArray();
    int[] validation = IntStream.of(all).filter(i -> held.contains(index.label(i))).toArray();
    return new TrainingSet(ids, labels, kept.length, validation);
  }

  /** All training classes, and the images that the data keep for validation. */
  private static TrainingSet of(StoreIndex index, int classesPerBatch, int[] validation) {
    int[] ids = index.ids(Split.TRAIN);
    int[] kept = IntStream.of(index.labels(ids)).distinct().sorted().toArray();
    if (kept.length < classesPerBatch) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%d training classes are too few for batches of %d; lower kindred.sampling.classes-per-batch, or use more data"
              .formatted(kept.length, classesPerBatch));
    }
    int[] labels = IntStream.of(ids).map(i -> Arrays.binarySearch(kept, index.label(i))).toArray();
    return new TrainingSet(ids, labels, kept.length, validation);
  }
}
