package dev.kindred.image;

/**
 * A part of a decoded picture, and what becomes of it: cut out, resized and perhaps mirrored by one
 * linear map of its rows and one of its columns.
 *
 * @param pixels blue, green, red, {@code [height, width, 3]} row-major
 * @param width in pixels
 * @param rows from the part's rows to those of the result
 * @param cols from its columns to those of the result
 */
@SuppressWarnings("ArrayRecordComponent") // a picture that is handed over once
public record Crop(byte[] pixels, int width, Kernel rows, Kernel cols) {
  /** In pixels. */
  public int height() {
    return pixels.length / (3 * width);
  }

  /** Number of values of the result. */
  int values() {
    return rows.size() * cols.size() * 3;
  }
}
