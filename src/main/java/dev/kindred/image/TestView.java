package dev.kindred.image;

/**
 * The test view: the image brought to {@code view}, its centre of {@code size} squared kept.
 *
 * @param view side in pixels before the crop; the protocol's is {@code size * 256 / 224}
 * @param fit how the image is brought to {@code view}
 * @param size side of the result in pixels, at most {@code view}
 * @param normalization of the network
 */
public record TestView(int view, Fit fit, int size, Normalization normalization)
    implements ImageView {

  public TestView {
    if (size < 1 || view < size) {
      throw new IllegalArgumentException("test view: view %d, size %d".formatted(view, size));
    }
  }

  /** Its values are not rounded to levels. */
  @Override
  public RenderedImages.Form form(RenderedImages.Form wanted) {
    return wanted == RenderedImages.Form.LEVELS ? RenderedImages.Form.VALUES : wanted;
  }

  @Override
  public Fit.Extent loaded(Fit.Extent full) {
    return fit.extent(full.width(), full.height(), view);
  }

  @Override
  public Window window(Fit.Extent from, Fit.Extent full, long seed) {
    Fit.Extent at = loaded(full);
    return new Window(axis(from.height(), at.height()), axis(from.width(), at.width()));
  }

  private Kernel axis(int in, int loaded) {
    // rint rounds halves to even, as Python does in torchvision's center_crop.
    int start = (int) Math.rint((loaded - size) / 2.0);
    return Kernel.resize(in, loaded).crop(start, size);
  }
}
