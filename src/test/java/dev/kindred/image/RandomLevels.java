package dev.kindred.image;

import java.util.Map;
import java.util.Random;

/** Random images as they come to a task that has a GPU. */
public final class RandomLevels {
  private static final Normalization RGB =
      new Normalization(false, new float[] {124, 116, 104}, new float[] {58, 57, 57});

  private RandomLevels() {}

  /** So many, of that side in pixels. */
  public static RenderedImages.Levels of(int n, int size, long seed) {
    byte[] levels = new byte[n * size * size * 3];
    new Random(seed).nextBytes(levels);
    return new RenderedImages.Levels(levels, RGB, Map.of());
  }
}
