package dev.kindred.engine;

/**
 * A batch ready for the network.
 *
 * @param images {@code [n, size, size, 3]} row-major, normalised
 * @param labels class of each image, {@code [n]}, below 2^24
 * @param seed of whatever the loss draws at random
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes that are handed over once
public record TrainingBatch(float[] images, int[] labels, long seed) {
  /** Number of images. */
  public int n() {
    return labels.length;
  }
}
