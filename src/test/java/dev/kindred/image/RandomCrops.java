package dev.kindred.image;

import java.util.Random;

/** Parts of random pictures, as a training view of photos cuts them out. */
public final class RandomCrops {
  private static final Normalization RGB =
      new Normalization(false, new float[] {124, 116, 104}, new float[] {58, 57, 57});

  private RandomCrops() {}

  /** So many, with sides of 40 to 120 % of the result's. */
  public static RenderedImages.Crops of(int n, int size, long seed) {
    Random random = new Random(seed);
    Crop[] crops = new Crop[n];
    for (int i = 0; i < n; i++) {
      int height = (int) (size * (0.4 + 0.8 * random.nextDouble()));
      int width = (int) (size * (0.4 + 0.8 * random.nextDouble()));
      byte[] pixels = new byte[height * width * 3];
      random.nextBytes(pixels);
      Kernel cols = Kernel.resize(width, size);
      crops[i] =
          new Crop(pixels, width, Kernel.resize(height, size), i % 2 == 0 ? cols : cols.flipped());
    }
    return new RenderedImages.Crops(crops, RGB);
  }
}
