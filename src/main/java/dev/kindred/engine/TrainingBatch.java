package dev.kindred.engine;

import dev.kindred.image.RenderedImages;

/**
 * A batch ready for the network.
 *
 * @param input its images
 * @param labels class of each image, {@code [n]}, below 2^24
 * @param seed of whatever the loss draws at random
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes that are handed over once
public record TrainingBatch(RenderedImages input, int[] labels, long seed) {
  /**
   * Of normalised values.
   *
   * @param images {@code [n, size, size, 3]} row-major
   * @param labels class of each image, {@code [n]}, below 2^24
   * @param seed of whatever the loss draws at random
   */
  public TrainingBatch(float[] images, int[] labels, long seed) {
    this(new RenderedImages.Values(images), labels, seed);
  }

  /** Normalised values, {@code [n, size, size, 3]} row-major. */
  public float[] images() {
    return input.values();
  }

  /** Number of images. */
  public int n() {
    return labels.length;
  }
}
