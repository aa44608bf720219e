package dev.kindred.image;

import java.util.SplittableRandom;

/**
 * A part of an image.
 *
 * @param left first column
 * @param top first row
 * @param width in pixels
 * @param height in pixels
 */
record CropBox(int left, int top, int width, int height) {
  private static final int TRIES = 10;

  /**
   * RandomResizedCrop.get_params of torchvision: area uniform, aspect log-uniform, ten tries, then
   * the central crop with the nearest allowed aspect.
   */
  static CropBox random(
      int imageWidth,
      int imageHeight,
      double areaMin,
      double areaMax,
      double aspectMin,
      double aspectMax,
      SplittableRandom random) {
    double area = (double) imageWidth * imageHeight;
    double logMin = Math.log(aspectMin);
    double logMax = Math.log(aspectMax);
    for (int i = 0; i < TRIES; i++) {
      double target = area * (areaMin + (areaMax - areaMin) * random.nextDouble());
      double aspect = Math.exp(logMin + (logMax - logMin) * random.nextDouble());
      int w = (int) Math.rint(Math.sqrt(target * aspect));
      int h = (int) Math.rint(Math.sqrt(target / aspect));
      if (w > 0 && w <= imageWidth && h > 0 && h <= imageHeight) {
        int top = random.nextInt(imageHeight - h + 1);
        int left = random.nextInt(imageWidth - w + 1);
        return new CropBox(left, top, w, h);
      }
    }
    return central(imageWidth, imageHeight, aspectMin, aspectMax);
  }

  /** The same part of an image of another size, to whole pixels. */
  CropBox scaled(Fit.Extent from, Fit.Extent to) {
    double x = (double) to.width() / from.width();
    double y = (double) to.height() / from.height();
    int l = (int) Math.rint(left * x);
    int t = (int) Math.rint(top * y);
    int w = Math.max(1, (int) Math.rint((left + width) * x) - l);
    int h = Math.max(1, (int) Math.rint((top + height) * y) - t);
    return new CropBox(l, t, w, h);
  }

  private static CropBox central(int imageWidth, int imageHeight, double lo, double hi) {
    double aspect = (double) imageWidth / imageHeight;
    int w = imageWidth;
    int h = imageHeight;
    if (aspect < lo) {
      h = Math.max(1, (int) Math.rint(w / lo));
    } else if (aspect > hi) {
      w = Math.max(1, (int) Math.rint(h * hi));
    }
    return new CropBox((imageWidth - w) / 2, (imageHeight - h) / 2, w, h);
  }
}
