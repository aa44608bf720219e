package dev.kindred.image;

import java.io.Serializable;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * torchvision's RandomErasing (Zhong 2017, arXiv:1708.04896): a rectangle of the normalised image
 * is overwritten.
 *
 * @param probability of one
 * @param areaMin least part of the area
 * @param areaMax greatest part of the area
 * @param aspectMin least height / width
 * @param aspectMax greatest height / width
 * @param noise whether it becomes normal noise; otherwise 0, which is the mean colour
 */
public record Erasing(
    double probability,
    double areaMin,
    double areaMax,
    double aspectMin,
    double aspectMax,
    boolean noise)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Erases nothing. */
  public static final Erasing NONE = new Erasing(0, 0.02, 0.33, 0.3, 3.3, false);

  private static final int TRIES = 10;

  public Erasing {
    boolean area = areaMin >= 0 && areaMin <= areaMax && areaMax <= 1;
    boolean aspect = aspectMin > 0 && aspectMin <= aspectMax;
    if (!area || !aspect || !(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "erasing: probability %s, area %s..%s, aspect %s..%s"
              .formatted(probability, areaMin, areaMax, aspectMin, aspectMax));
    }
  }

  /**
   * Overwrites what is drawn.
   *
   * @param out holds the image from {@code offset} on, {@code [size, size, 3]}
   */
  void apply(float[] out, int offset, int size, SplittableRandom random) {
    if (random.nextDouble() >= probability) {
      return;
    }
    Optional<CropBox> box = draw(size, random);
    if (box.isEmpty()) {
      return;
    }
    CropBox b = box.get();
    for (int y = b.top(); y < b.top() + b.height(); y++) {
      int from = offset + 3 * (y * size + b.left());
      for (int i = from; i < from + 3 * b.width(); i++) {
        out[i] = noise ? (float) random.nextGaussian() : 0;
      }
    }
  }

  /** RandomErasing.get_params: smaller than the image in both directions, or nothing. */
  private Optional<CropBox> draw(int size, SplittableRandom random) {
    for (int i = 0; i < TRIES; i++) {
      double area = (double) size * size * between(areaMin, areaMax, random);
      double aspect = Math.exp(between(Math.log(aspectMin), Math.log(aspectMax), random));
      int h = (int) Math.rint(Math.sqrt(area * aspect));
      int w = (int) Math.rint(Math.sqrt(area / aspect));
      if (h < size && w < size) {
        int top = random.nextInt(size - h + 1);
        int left = random.nextInt(size - w + 1);
        return Optional.of(new CropBox(left, top, w, h));
      }
    }
    return Optional.empty();
  }

  private static double between(double low, double high, SplittableRandom random) {
    return low + (high - low) * random.nextDouble();
  }
}
