package dev.kindred.image;

import java.util.Optional;
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
 * @param finish what happens to colours and parts of the result
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
    Normalization normalization,
    Finish finish)
    implements ImageView {
  private static final double DIRECT_SHRINK = 2;

  public TrainView {
    boolean area = areaMin > 0 && areaMin <= areaMax && areaMax <= 1;
    boolean aspect = aspectMin > 0 && aspectMin <= aspectMax;
    if (load < 1 || size < 1 || !area || !aspect || !(flip >= 0 && flip <= 1)) {
      throw new IllegalArgumentException(
          "training view: load %d, size %d, area %s..%s, aspect %s..%s, flip %s"
              .formatted(load, size, areaMin, areaMax, aspectMin, aspectMax, flip));
    }
  }

  /** With colours as they are. */
  public TrainView(
      int load,
      Fit fit,
      double areaMin,
      double areaMax,
      double aspectMin,
      double aspectMax,
      double flip,
      int size,
      Normalization normalization) {
    this(load, fit, areaMin, areaMax, aspectMin, aspectMax, flip, size, normalization, Finish.NONE);
  }

  @Override
  public void render(Workspace workspace, byte[] encoded, long seed, float[] out, int offset) {
    ImageView.super.render(workspace, encoded, seed, out, offset);
    finish.apply(out, offset, size, normalization, seed);
  }

  @Override
  public boolean renderLevels(
      Workspace workspace, byte[] encoded, long seed, byte[] out, int offset) {
    return finish.isNone() && ImageView.super.renderLevels(workspace, encoded, seed, out, offset);
  }

  /** Colours are jittered and parts erased in normalised values. */
  @Override
  public RenderedImages.Form form(RenderedImages.Form wanted) {
    return finish.isNone() ? wanted : RenderedImages.Form.VALUES;
  }

  @Override
  public Fit.Extent loaded(Fit.Extent full) {
    return fit.extent(full.width(), full.height(), load);
  }

  @Override
  public Window window(Fit.Extent from, Fit.Extent full, long seed) {
    Fit.Extent at = loaded(full);
    Shortcut drawn = draw(at, seed);
    return window(from, at, drawn.box(), drawn.mirror());
  }

  /**
   * Where the picture has at least the loaded size, its pixels are not enlarged twice, and below a
   * factor of two a linear interpolation skips none of them.
   */
  @Override
  public Optional<Shortcut> shortcut(Fit.Extent from, Fit.Extent full, long seed) {
    Fit.Extent at = loaded(full);
    if (from.width() < at.width() || from.height() < at.height()) {
      return Optional.empty();
    }
    Shortcut drawn = draw(at, seed);
    CropBox box = drawn.box().scaled(at, from);
    if (Math.max(box.width(), box.height()) >= DIRECT_SHRINK * size) {
      return Optional.empty();
    }
    return Optional.of(new Shortcut(box, drawn.mirror()));
  }

  private Shortcut draw(Fit.Extent at, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    CropBox box =
        CropBox.random(at.width(), at.height(), areaMin, areaMax, aspectMin, aspectMax, random);
    return new Shortcut(box, random.nextDouble() < flip);
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
