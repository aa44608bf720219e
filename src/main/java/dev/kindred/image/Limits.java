package dev.kindred.image;

import java.io.Serializable;

/**
 * What an image may ask of the machine; checked before anything is decoded.
 *
 * @param maxBytes encoded size
 * @param maxPixels width times height from the header
 */
public record Limits(long maxBytes, long maxPixels) implements Serializable {

  /** Scaling a line of pixels to a short side would take unbounded memory. */
  private static final int MAX_ASPECT = 100;

  /** For bytes that were checked before, such as those of a store: OpenCV's own bound. */
  public static final Limits CHECKED_BEFORE = new Limits(Integer.MAX_VALUE, 1L << 30);

  /** Encoded bytes that a pixel may take: more than any format needs for a photo. */
  private static final long BYTES_PER_PIXEL = 2;

  /** A bound on the pixels, and the bound on the bytes that follows from it. */
  public static Limits ofPixels(long maxPixels) {
    long bytes = Math.max(1L << 20, BYTES_PER_PIXEL * maxPixels);
    return new Limits(Math.min(bytes, Integer.MAX_VALUE - 8), maxPixels);
  }

  public Limits {
    if (maxBytes < 1 || maxPixels < 1) {
      throw new IllegalArgumentException("limits must be positive: " + maxBytes + ", " + maxPixels);
    }
  }

  void checkBytes(long bytes) {
    if (bytes == 0) {
      throw new BrokenImageException(Broken.EMPTY, "no bytes");
    }
    if (bytes > maxBytes) {
      throw new BrokenImageException(
          Broken.TOO_MANY_BYTES, bytes + " bytes, more than the limit of " + maxBytes);
    }
  }

  void checkPixels(long width, long height) {
    if (width < 1 || height < 1) {
      throw new BrokenImageException(Broken.CORRUPT, "size " + width + " x " + height);
    }
    // Each side alone is below 2^32, so the product of two such may overflow.
    if (width > maxPixels || height > maxPixels || width * height > maxPixels) {
      throw new BrokenImageException(
          Broken.TOO_LARGE,
          width + " x " + height + " pixels, more than the limit of " + maxPixels);
    }
    if (Math.max(width, height) > MAX_ASPECT * Math.min(width, height)) {
      throw new BrokenImageException(
          Broken.UNSUPPORTED, width + " x " + height + " pixels are a strip, not a picture");
    }
  }
}
