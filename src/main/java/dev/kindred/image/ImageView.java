package dev.kindred.image;

import java.io.Serializable;
import java.util.Optional;

/** How an encoded image becomes the input of a network: NHWC rows of three normalised floats. */
public sealed interface ImageView extends Serializable permits TrainView, TestView {

  /** Side length of the square result. */
  int size();

  /** Order, mean and divisor of the channels. */
  Normalization normalization();

  /**
   * Which part of the image, as one linear map of columns and rows each.
   *
   * @param from size of the decoded picture, which may have been reduced while decoding
   * @param full size of the upright image
   */
  Window window(Fit.Extent from, Fit.Extent full, long seed);

  /**
   * The part of the decoded picture to be resized once, where that comes close to {@link #window}
   * and is cheaper.
   */
  default Optional<Shortcut> shortcut(Fit.Extent from, Fit.Extent full, long seed) {
    return Optional.empty();
  }

  /** Size that the image has before it is cropped. */
  Fit.Extent loaded(Fit.Extent full);

  /** Number of floats of one image: {@code size * size * 3}. */
  default int floats() {
    return size() * size() * 3;
  }

  /**
   * Writes one image as {@code [size, size, 3]}, row-major, at {@code out[offset]}.
   *
   * @param workspace of the calling thread
   * @param seed of the random choices; the same seed gives the same floats
   * @throws BrokenImageException when there is no picture in the bytes
   */
  default void render(Workspace workspace, byte[] encoded, long seed, float[] out, int offset) {
    Rendering.render(this, workspace, encoded, seed, out, offset);
  }

  /**
   * Writes one image as unsigned bytes 0 to 255, {@code [size, size, 3]}, where the view's values
   * are such, before normalisation.
   *
   * @return false where they are not; nothing is written then
   * @throws BrokenImageException when there is no picture in the bytes
   */
  default boolean renderLevels(
      Workspace workspace, byte[] encoded, long seed, byte[] out, int offset) {
    return Rendering.levels(this, workspace, encoded, seed, out, offset);
  }

  /**
   * One image as a part of its picture, to be resized by whoever computes with it.
   *
   * @throws BrokenImageException when there is no picture in the bytes
   */
  default Crop crop(Workspace workspace, byte[] encoded, long seed) {
    return Rendering.crop(this, workspace, encoded, seed);
  }

  /** The form that images of this view can have where {@code wanted} is. */
  RenderedImages.Form form(RenderedImages.Form wanted);

  /**
   * Renders one image in the form of a batch.
   *
   * @param into a batch of the form that {@link #form} gave
   * @param at the image's place in it
   * @throws BrokenImageException when there is no picture in the bytes
   */
  default void put(Workspace workspace, byte[] encoded, long seed, RenderedImages into, int at) {
    if (into instanceof RenderedImages.Values v) {
      render(workspace, encoded, seed, v.values(), at * floats());
    } else if (into instanceof RenderedImages.Crops c) {
      c.crops()[at] = crop(workspace, encoded, seed);
    } else if (into instanceof RenderedImages.Levels l
        && !renderLevels(workspace, encoded, seed, l.levels(), at * floats())) {
      float[] own = new float[floats()];
      render(workspace, encoded, seed, own, 0);
      l.others().put(at, own);
    }
  }

  /** {@link #render(Workspace, byte[], long, float[], int)} with buffers of its own. */
  default void render(byte[] encoded, long seed, float[] out, int offset) {
    try (Workspace workspace = new Workspace()) {
      render(workspace, encoded, seed, out, offset);
    }
  }

  /** A part of the decoded picture, perhaps mirrored. */
  record Shortcut(CropBox box, boolean mirror) {}

  /** Maps from the decoded picture to the result. */
  record Window(Kernel rows, Kernel cols) {}
}
