package dev.kindred.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * An image as it goes into a store: upright 8-bit RGB, its short side at most as asked.
 *
 * @param encoded JPEG or PNG
 * @param format of {@code encoded}
 * @param width in pixels
 * @param height in pixels
 * @param kept whether {@code encoded} are the original's bytes
 * @param warning one line about damage that leaves all rows of the picture; empty without any
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record StoredImage(
    byte[] encoded, ImageFormat format, int width, int height, boolean kept, String warning) {
  private static final int LOSSLESS = 100;

  /**
   * Decodes and verifies an image, and encodes it anew if anything has to change. Never enlarges.
   * What came without loss (PNG, GIF, BMP, TIFF) becomes PNG, the rest JPEG without chroma
   * subsampling.
   *
   * @param shortSide greatest short side in pixels
   * @param quality of JPEG, 1..99; 100 makes everything PNG
   * @throws BrokenImageException when there is no picture in the bytes
   */
  public static StoredImage convert(
      Workspace workspace, byte[] original, int shortSide, int quality) {
    Rendering.Picture p = Rendering.decode(workspace, original, full -> target(full, shortSide));
    ImageInfo info = p.info();
    if (info.format() == ImageFormat.PNG) {
      PngData.check(original);
    }
    String warning = info.format() == ImageFormat.JPEG ? JpegData.check(original) : "";
    Fit.Extent to = target(p.full(), shortSide);
    boolean webFormat = info.format() == ImageFormat.JPEG || info.format() == ImageFormat.PNG;
    boolean plain = info.plain() && info.orientation() == 1 && warning.isEmpty();
    if (webFormat && plain && to.equals(p.full())) {
      byte[] same = info.format() == ImageFormat.PNG ? PngSource.of(original).bytes() : original;
      boolean kept = same.length == original.length;
      return new StoredImage(same, info.format(), to.width(), to.height(), kept, "");
    }
    boolean lossy =
        quality < LOSSLESS
            && (info.format() == ImageFormat.JPEG || info.format() == ImageFormat.WEBP);
    ImageFormat format = lossy ? ImageFormat.JPEG : ImageFormat.PNG;
    byte[] encoded;
    if (to.equals(p.size())) {
      encoded = encode(p.mat(), format, quality);
    } else {
      try (Mat small = shrink(workspace, p, to)) {
        encoded = encode(small, format, quality);
      }
    }
    return new StoredImage(encoded, format, to.width(), to.height(), false, warning);
  }

  private static Fit.Extent target(Fit.Extent full, int shortSide) {
    if (Math.min(full.width(), full.height()) <= shortSide) {
      return full;
    }
    return Fit.SHORT_SIDE.extent(full.width(), full.height(), shortSide);
  }

  /** A copy of another size; its caller closes it. */
  static Mat shrink(Workspace w, Rendering.Picture p, Fit.Extent to) {
    float[] values = new float[to.width() * to.height() * 3];
    Kernel rows = Kernel.resize(p.size().height(), to.height());
    Kernel cols = Kernel.resize(p.size().width(), to.width());
    w.resampler().apply(p.mat(), rows, cols, Resampler.Affine.NONE_BGR, values, 0);
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.min(255, (int) (values[i] + 0.5f));
    }
    Mat small = new Mat(to.height(), to.width(), CV_8UC3);
    try (BytePointer data = small.data()) {
      data.put(bytes, 0, bytes.length);
    }
    return small;
  }

  private static byte[] encode(Mat picture, ImageFormat format, int quality) {
    int[] options =
        format == ImageFormat.JPEG
            ? new int[] {
              IMWRITE_JPEG_QUALITY, quality,
              IMWRITE_JPEG_SAMPLING_FACTOR, IMWRITE_JPEG_SAMPLING_FACTOR_444
            }
            : new int[0];
    return encode(picture, format, options);
  }

  static byte[] encode(Mat picture, ImageFormat format, int... options) {
    try (BytePointer buffer = new BytePointer();
        IntPointer parameters = new IntPointer(options)) {
      if (!imencode("." + format.extension(), picture, buffer, parameters)) {
        throw new IllegalStateException("OpenCV does not encode " + format);
      }
      byte[] encoded = new byte[Math.toIntExact(buffer.limit())];
      buffer.get(encoded);
      return encoded;
    }
  }
}
