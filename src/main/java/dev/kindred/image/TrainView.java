package dev.kindred.image;

import java.util.SplittableRandom;

/**
 * The training view: the image brought to {@code load}, a random part of it resized to {@code size}
 * squared, mirrored at random. The crop is torchvision's RandomResizedCrop.
 *
 * @param load side in pixels before the crop
 * @param fit how the image is brought to {@code load}
 * @param areaMin least part of the area that a crop covers, in (0, 1]
 * @param areaMax greatest part of the area
 * @param aspectMin least width / height of a crop, before it is squared
 * @param aspectMax greatest width / height
 * @param flip probability of mirroring left and right
 * @param size side of the result in pixels
 * @param normalization of the network
 */
public record TrainView(
    int load,
    Fit fit,
    double areaMin,
    double areaMax,
    double aspectMin,
    double aspectMax,
    double flip,
    int size,
    Normalization normalization)
    implements ImageView {

  public TrainView {
    boolean area = areaMin > 0 && areaMin <= areaMax && areaMax <= 1;
    boolean aspect = aspectMin > 0 && aspectMin <= aspectMax;
    if (load < 1 || size < 1 || !area || !aspect || !(flip >= 0 && flip <= 1)) {
      throw new IllegalArgumentException(
          "training view: load %d, size %d, area %s..%s, aspect %s..%s, flip %s"
              .formatted(load, size, areaMin, areaMax, aspectMin, aspectMax, flip));
    }
  }

  @Override
  public Fit.Extent loaded(Fit.Extent full) {
    return fit.extent(full.width(), full.height(), load);
  }

  @Override
  public Window window(Fit.Extent from, Fit.Extent full, long seed) {
    Fit.Extent at = loaded(full);
    SplittableRandom random = new SplittableRandom(seed);
    CropBox box =
        CropBox.random(at.width(), at.height(), areaMin, areaMax, aspectMin, aspectMax, random);
    return window(from, at, box, random.nextDouble() < flip);
  }

  Window window(Fit.Extent from, Fit.Extent at, CropBox box, boolean mirror) {
    Kernel cols = axis(from.width(), at.width(), box.left(), box.width());
    Kernel rows = axis(from.height(), at.height(), box.top(), box.height());
    return new Window(rows, mirror ? cols.flipped() : cols);
  }

  private Kernel axis(int in, int loaded, int start, int length) {
    return Kernel.resize(in, loaded).crop(start, length).then(Kernel.resize(length, size));
  }
}
