package dev.kindred.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import java.util.Optional;
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

  /** More bytes than libjpeg's bit buffer holds. */
  private static final int AHEAD = 64;

  private final Limits limits;
  private final Resampler resampler = new Resampler();
  private final PackedResampler packed = new PackedResampler();
  private final DirectCrop direct = new DirectCrop();
  private BytePointer input = new BytePointer(1 << 16);
  private BytePointer pixels = new BytePointer(1 << 20);
  private Mat decoded = new Mat();
  private final Mat converted = new Mat();
  private final Mat turned = new Mat();

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
    if (ManagedDecoder.reads(info, encoded)) {
      return decodeManaged(encoded, info);
    }
    if (info.format() == ImageFormat.PNG) {
      PngSource source = PngSource.of(encoded);
      load(source.bytes());
      return decodeLoaded(source.bytes().length, info, reduction, source.key());
    }
    load(encoded);
    int length = encoded.length;
    if (info.format() == ImageFormat.JPEG && !JpegTop.hasEnd(encoded)) {
      input.put(length, (byte) 0xff).put(length + 1L, JpegTop.EOI);
      length += 2;
    }
    return decodeLoaded(length, info, reduction, Optional.empty());
  }

  private Mat decodeManaged(byte[] encoded, ImageInfo info) {
    trim(converted);
    trim(turned);
    ManagedDecoder.decode(encoded, info, converted);
    return Pixels.upright(converted, turned, info.orientation()) ? turned : converted;
  }

  /**
   * As {@link #decode}, not reduced; rows below the first {@code rows} may be missing.
   *
   * @param rows of the upright picture that are needed
   */
  Mat decodeTop(byte[] encoded, ImageInfo info, int rows) {
    boolean can = info.format() == ImageFormat.JPEG && info.orientation() == 1 && info.plain();
    Optional<JpegTop> top = can ? JpegTop.of(encoded, rows) : Optional.empty();
    if (top.isEmpty()) {
      return decode(encoded, info, 1);
    }
    load(encoded);
    int height = top.get().height();
    input.put(top.get().heightAt(), (byte) (height >> 8));
    input.put(top.get().heightAt() + 1L, (byte) height);
    // Without an end the decoder neither looks for it nor complains of what it skips; it reads a
    // few
    // bytes ahead of what it needs.
    int end = encoded.length - 2;
    for (int i = end; i < end + AHEAD; i++) {
      input.put(i, (byte) 0);
    }
    ImageInfo cut =
        new ImageInfo(info.format(), info.width(), height, 1, info.alpha(), info.plain());
    return decodeLoaded(end + AHEAD, cut, 1, Optional.empty());
  }

  private void load(byte[] encoded) {
    long bytes = (long) encoded.length + AHEAD;
    if (input.capacity() < bytes) {
      input.close();
      input = new BytePointer(bytes);
    }
    input.position(0).put(encoded, 0, encoded.length);
  }

  private Mat decodeLoaded(int length, ImageInfo info, int reduction, Optional<ColourKey> key) {
    trim(converted);
    trim(turned);
    target(info, reduction);
    boolean found;
    try (Mat bytes = new Mat(1, length, CV_8UC1, input);
        Mat result = imdecode(bytes, flags(info, reduction), decoded)) {
      found = !result.empty();
    } catch (RuntimeException e) {
      throw new BrokenImageException(Broken.CORRUPT, "decoder: " + firstLine(e));
    }
    // A decoder that fails may leave the target as it was: with the pixels of the last picture.
    if (!found || decoded.empty()) {
      throw new BrokenImageException(
          Broken.CORRUPT, "the " + info.format() + " decoder finds no picture");
    }
    key.ifPresent(k -> k.whiten(decoded));
    Mat bgr = Pixels.toBgr(decoded, converted) ? converted : decoded;
    checkSize(bgr, info, reduction);
    return Pixels.upright(bgr, turned, info.orientation()) ? turned : bgr;
  }

  /**
   * Lets the decoder write into the kept buffer: memory of another size for each photo would be
   * given back to the system and asked of it again. A picture of another kind than expected gets
   * memory of its own from OpenCV.
   */
  private void target(ImageInfo info, int reduction) {
    int w = reduced(info.width(), reduction);
    int h = reduced(info.height(), reduction);
    long bytes = 3L * w * h;
    decoded.close();
    if (info.alpha() || bytes > KEEP_BYTES) {
      decoded = new Mat();
      return;
    }
    if (pixels.capacity() < bytes) {
      pixels.close();
      pixels = new BytePointer(bytes);
    }
    decoded = new Mat(h, w, CV_8UC3, pixels);
  }

  /** A length after reduced decoding. */
  static int reduced(int length, int reduction) {
    return (length + reduction - 1) / reduction;
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
    if (m.cols() != reduced(info.width(), reduction)
        || m.rows() != reduced(info.height(), reduction)) {
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
    pixels.close();
    converted.close();
    turned.close();
  }
}
