package dev.kindred.dataset;

/**
 * Choices that a reader leaves to the user.
 *
 * @param strict whether a mismatch with the published counts, or a class of one image, is an error
 *     instead of a warning
 * @param trainPart part of the classes, in name order, that trains, where the layout has no split
 * @param outside whether lists and links may name images outside the data folder
 */
public record ReadOptions(boolean strict, double trainPart, boolean outside) {
  public ReadOptions {
    if (!(trainPart >= 0 && trainPart <= 1)) {
      throw new IllegalArgumentException("part of the classes that trains: " + trainPart);
    }
  }

  /** Nothing outside the data folder. */
  public ReadOptions(boolean strict, double trainPart) {
    this(strict, trainPart, false);
  }
}
