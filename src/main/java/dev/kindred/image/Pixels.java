package dev.kindred.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Conversions of decoded pictures. */
final class Pixels {
  private Pixels() {}

  /** Makes 8-bit BGR; true when it is in {@code spare} now. */
  static boolean toBgr(Mat picture, Mat spare) {
    if (picture.depth() == CV_16U) {
      picture.convertTo(picture, CV_8U, 1 / 257.0, 0);
    }
    if (picture.depth() != CV_8U) {
      throw new BrokenImageException(
          Broken.UNSUPPORTED, "pixels that are not 8 or 16-bit integers");
    }
    switch (picture.channels()) {
      case 1 -> cvtColor(picture, spare, COLOR_GRAY2BGR);
      case 3 -> {
        return false;
      }
      case 4 -> overWhite(picture, spare);
      default ->
          throw new BrokenImageException(
              Broken.UNSUPPORTED, "picture of " + picture.channels() + " channels");
    }
    return true;
  }

  /**
   * Copies a part of a picture.
   *
   * @param top first row
   * @param height rows
   * @param leftByte first byte of each row
   * @param bytes of each row
   * @param stride from one row to the next in {@code into}
   */
  static void copy(
      Mat picture, int top, int height, int leftByte, int bytes, byte[] into, int stride) {
    long step = picture.step();
    // The pointer belongs to the Mat: closing it frees nothing.
    try (BytePointer data = picture.data()) {
      for (int y = 0; y < height; y++) {
        data.position((top + y) * step + leftByte).get(into, y * stride, bytes);
      }
    }
  }

  /** {@code colour * alpha + white * (1 - alpha)}, rounded. */
  private static void overWhite(Mat bgra, Mat out) {
    int width = bgra.cols();
    out.create(bgra.rows(), width, CV_8UC3);
    byte[] from = new byte[width * 4];
    byte[] to = new byte[width * 3];
    long fromStep = bgra.step();
    long toStep = out.step();
    try (BytePointer source = bgra.data();
        BytePointer target = out.data()) {
      for (int y = 0; y < bgra.rows(); y++) {
        source.position(y * fromStep).get(from, 0, from.length);
        for (int x = 0; x < width; x++) {
          int a = from[4 * x + 3] & 0xff;
          for (int c = 0; c < 3; c++) {
            int v = from[4 * x + c] & 0xff;
            to[3 * x + c] = (byte) ((v * a + 255 * (255 - a) + 127) / 255);
          }
        }
        target.position(y * toStep).put(to, 0, to.length);
      }
    }
  }

  /** Undoes EXIF orientation 2..8; true when the result is in {@code spare}. */
  static boolean upright(Mat picture, Mat spare, int orientation) {
    if (orientation == 1) {
      return false;
    }
    Mat from = picture;
    if (orientation > 4) {
      transpose(picture, spare);
      from = spare;
    }
    // OpenCV's flip codes: 0 upside down, 1 left to right, -1 both.
    switch (orientation) {
      case 2, 6 -> flip(from, from, 1);
      case 3, 7 -> flip(from, from, -1);
      case 4, 8 -> flip(from, from, 0);
      default -> {}
    }
    return orientation > 4;
  }
}
