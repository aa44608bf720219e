package dev.kindred.image;

/** How an image is brought to a side length before it is cropped. */
public enum Fit {
  /** The whole image to a square, its proportions lost. */
  SQUEEZE,
  /** The short side to the length, its proportions kept. */
  SHORT_SIDE;

  /** Size after the fit; the long side is rounded down, as torchvision does. */
  Extent extent(int width, int height, int side) {
    if (this == SQUEEZE) {
      return new Extent(side, side);
    }
    return width <= height
        ? new Extent(side, (int) ((long) side * height / width))
        : new Extent((int) ((long) side * width / height), side);
  }

  /** Width and height in pixels. */
  record Extent(int width, int height) {}
}
