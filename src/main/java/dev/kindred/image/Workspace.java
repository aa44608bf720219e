package dev.kindred.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes images one after another into the same native buffers. Not thread-safe: one for each
 * thread, closed by whoever made it.
 *
 * <p>Every picture becomes upright 8-bit BGR: grey and palettes are widened, 16 bits cut to 8,
 * Adobe CMYK converted, transparency composed over white.
 */
public final class Workspace implements AutoCloseable {
  /** Native bytes that are kept from one image to the next. */
  private static final long KEEP_BYTES = 32L << 20;

  private final Limits limits;
  private final Resampler resampler = new Resampler();
  private final PackedResampler packed = new PackedResampler();
  private final DirectCrop direct = new DirectCrop();
  private BytePointer input = new BytePointer(1 << 16);
  private Mat decoded = new Mat();
  private Mat spare = new Mat();

  static {
    // The callers are the threads; OpenCV's own pool would fight with them for the cores.
    org.bytedeco.opencv.global.opencv_core.setNumThreads(1);
  }

  /** For images within {@code limits}. */
  public Workspace(Limits limits) {
    this.limits = limits;
  }

  /** For images that {@link #Workspace(Limits) were checked before}, such as those of a store. */
  public Workspace() {
    this(Limits.CHECKED_BEFORE);
  }

  Limits limits() {
    return limits;
  }

  Resampler resampler() {
    return resampler;
  }

  PackedResampler packed() {
    return packed;
  }

  DirectCrop direct() {
    return direct;
  }

  /**
   * The picture as upright 8-bit BGR; valid until the next call.
   *
   * @param info of the same bytes
   * @param reduction 1, 2, 4 or 8: how many times smaller it may come out, if the format can
   * @throws BrokenImageException when the decoder finds no picture
   */
  Mat decode(byte[] encoded, ImageInfo info, int reduction) {
    if (input.capacity() < encoded.length) {
      input.close();
      input = new BytePointer(encoded.length);
    }
    input.position(0).put(encoded, 0, encoded.length);
    trim(decoded);
    trim(spare);
    try (Mat bytes = new Mat(1, encoded.length, CV_8UC1, input)) {
      imdecode(bytes, flags(info, reduction), decoded);
    } catch (RuntimeException e) {
      throw new BrokenImageException(Broken.CORRUPT, "decoder: " + firstLine(e));
    }
    if (decoded.empty()) {
      throw new BrokenImageException(
          Broken.CORRUPT, "the " + info.format() + " decoder finds no picture");
    }
    if (Pixels.toBgr(decoded, spare)) {
      swap();
    }
    checkSize(decoded, info, reduction);
    if (Pixels.upright(decoded, spare, info.orientation())) {
      swap();
    }
    return decoded;
  }

  private void swap() {
    Mat former = decoded;
    decoded = spare;
    spare = former;
  }

  private static int flags(ImageInfo info, int reduction) {
    if (info.alpha()) {
      return IMREAD_UNCHANGED;
    }
    int colour =
        switch (reduction) {
          case 2 -> IMREAD_REDUCED_COLOR_2;
          case 4 -> IMREAD_REDUCED_COLOR_4;
          case 8 -> IMREAD_REDUCED_COLOR_8;
          default -> IMREAD_COLOR;
        };
    return colour | IMREAD_IGNORE_ORIENTATION;
  }

  private static void checkSize(Mat m, ImageInfo info, int reduction) {
    int w = (info.width() + reduction - 1) / reduction;
    int h = (info.height() + reduction - 1) / reduction;
    if (m.cols() != w || m.rows() != h) {
      throw new BrokenImageException(
          Broken.CORRUPT,
          "decoded to %d x %d where the header says %d x %d"
              .formatted(m.cols(), m.rows(), info.width(), info.height()));
    }
  }

  /** A huge image does not make its thread hold its memory for ever. */
  private static void trim(Mat m) {
    if (!m.empty() && m.total() * m.elemSize() > KEEP_BYTES) {
      m.release();
    }
  }

  private static String firstLine(RuntimeException e) {
    String text = String.valueOf(e.getMessage()).strip();
    return text.lines().findFirst().orElse(text);
  }

  /** Frees the native buffers. */
  @Override
  public void close() {
    direct.close();
    input.close();
    decoded.close();
    spare.close();
  }
}
