package dev.kindred.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_OPTIMIZE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Small pictures, and many of them on one sheet: as files of their own the headers would take as
 * much room as the pictures.
 */
public final class Thumbnails {
  private static final byte WHITE = (byte) 255;

  private Thumbnails() {}

  /**
   * The whole picture, its proportions kept, in the middle of a white square.
   *
   * @param encoded of an image that was checked before
   * @param side of the square in pixels; a smaller picture is not enlarged
   * @return {@code [side, side, 3]}, 8-bit BGR
   * @throws BrokenImageException when there is no picture in the bytes
   */
  public static byte[] of(Workspace workspace, byte[] encoded, int side) {
    Rendering.Picture p = Rendering.decode(workspace, encoded, full -> within(full, side));
    Fit.Extent to = within(p.full(), side);
    byte[] square = new byte[side * side * 3];
    Arrays.fill(square, WHITE);
    try (Mat small = StoredImage.shrink(workspace, p, to);
        BytePointer pixels = small.data()) {
      int left = (side - to.width()) / 2;
      int top = (side - to.height()) / 2;
      for (int y = 0; y < to.height(); y++) {
        pixels
            .position((long) y * to.width() * 3)
            .get(square, ((top + y) * side + left) * 3, to.width() * 3);
      }
    }
    return square;
  }

  /** Its long side no longer than {@code side}, its short side at least a pixel. */
  private static Fit.Extent within(Fit.Extent full, int side) {
    double scale = Math.min(1, (double) side / Math.max(full.width(), full.height()));
    return new Fit.Extent(
        (int) Math.max(1, Math.round(scale * full.width())),
        (int) Math.max(1, Math.round(scale * full.height())));
  }

  /**
   * All thumbnails row by row as one JPEG.
   *
   * @param thumbnails as {@link #of} makes them, at least one
   * @param side of each; a multiple of 16 keeps neighbours apart but for their outermost pixels
   * @param columns in a row
   * @param quality of JPEG, 1..100
   */
  public static byte[] sheet(List<byte[]> thumbnails, int side, int columns, int quality) {
    int rows = (thumbnails.size() + columns - 1) / columns;
    byte[] line = new byte[columns * side * 3];
    try (Mat sheet = new Mat(rows * side, columns * side, CV_8UC3);
        BytePointer pixels = sheet.data()) {
      for (int y = 0; y < rows * side; y++) {
        Arrays.fill(line, WHITE);
        int first = y / side * columns;
        for (int c = 0; c < Math.min(columns, thumbnails.size() - first); c++) {
          System.arraycopy(
              thumbnails.get(first + c), y % side * side * 3, line, c * side * 3, side * 3);
        }
        pixels.position((long) y * line.length).put(line, 0, line.length);
      }
      return StoredImage.encode(
          sheet, ImageFormat.JPEG, IMWRITE_JPEG_QUALITY, quality, IMWRITE_JPEG_OPTIMIZE, 1);
    }
  }
}
