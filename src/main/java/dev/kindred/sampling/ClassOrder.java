package dev.kindred.sampling;

import java.util.SplittableRandom;

/** In which order the classes of an epoch come; each batch takes the next ones. */
@FunctionalInterface
public interface ClassOrder {
  /** All classes shuffled. */
  ClassOrder ANY = (all, perBatch, random) -> Shuffles.first(all, all.length, random);

  /**
   * Puts the classes in order.
   *
   * @param all the classes, ascending; reordered in place
   * @param perBatch how many make a batch
   * @param random of the epoch
   */
  void arrange(int[] all, int perBatch, SplittableRandom random);
}
