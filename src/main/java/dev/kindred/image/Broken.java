package dev.kindred.image;

/** Why an image cannot be used. */
public enum Broken {
  /** Listed, but there is no such file. */
  MISSING,
  /** The file system failed to hand the bytes over. */
  UNREADABLE,
  /** No bytes at all. */
  EMPTY,
  /** More encoded bytes than {@link Limits#maxBytes()}. */
  TOO_MANY_BYTES,
  /**
   * The header promises more pixels than {@link Limits#maxPixels()}, or more scans or frames than
   * any honest file has.
   */
  TOO_LARGE,
  /** Not the beginning of any image format, such as an HTML page saved as .jpg. */
  NOT_AN_IMAGE,
  /** An image, but of a format or variant that is not read. */
  UNSUPPORTED,
  /** The file ends before the image does. */
  TRUNCATED,
  /** The structure contradicts itself or the decoder gave up. */
  CORRUPT,
  /** Found in a folder, and an image neither by its content nor by its name: nothing is broken. */
  PASSED_OVER
}
