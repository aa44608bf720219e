package dev.kindred.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decoders in Java, for the formats of which OpenCV shows some kinds wrong: TIFF, BMP, GIF. Slower,
 * and seldom needed. A picture is read some rows at a time, so that the heap need not hold it.
 */
final class ManagedDecoder {
  /** Pixels that are read at a time; of 16-bit RGBA 64 MiB. */
  private static final int BAND = 1 << 23;

  private static final int OS2_V2 = 64;

  private ManagedDecoder() {}

  /** Whether a file is read here. */
  static boolean reads(ImageInfo info, byte[] encoded) {
    return switch (info.format()) {
      case TIFF, GIF -> true;
      case BMP -> Bytes.of(encoded).u32le(14) != OS2_V2;
      case JPEG, PNG, WEBP -> false;
    };
  }

  /**
   * The picture as 8-bit BGR on white, not turned.
   *
   * @throws BrokenImageException when the decoder finds no picture
   */
  static void decode(byte[] encoded, ImageInfo info, Mat bgr) {
    bgr.create(info.height(), info.width(), CV_8UC3);
    try {
      switch (info.format()) {
        case TIFF -> tiff(encoded, info, bgr);
        case GIF -> gif(encoded, info, bgr);
        default -> bands(reader("bmp"), encoded, info, AlphaKind.STRAIGHT, bgr);
      }
    } catch (BrokenImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
      throw new BrokenImageException(
          Broken.CORRUPT, "%s decoder: %s".formatted(info.format(), text));
    }
  }

  private static void tiff(byte[] encoded, ImageInfo info, Mat bgr) throws IOException {
    TiffDirectory directory = new TiffDirectory(Bytes.of(encoded));
    AlphaKind alpha = AlphaKind.of(directory);
    ImageReader reader = new TIFFImageReaderSpi().createReaderInstance(null);
    bands(reader, directory.picture(), info, alpha, bgr);
  }

  private static void bands(
      ImageReader reader, byte[] encoded, ImageInfo info, AlphaKind alpha, Mat bgr)
      throws IOException {
    try (ImageInputStream in = new ByteArrayImageInputStream(encoded)) {
      reader.setInput(in, false, true);
      checkSize(reader.getWidth(0), reader.getHeight(0), info);
      int rows = Math.max(1, BAND / info.width());
      for (int top = 0; top < info.height(); top += rows) {
        BufferedImage band = reader.read(0, part(reader, info, top, rows));
        PixelRows pixels = PixelRows.of(band, alpha);
        put(pixels, band.getRaster(), bgr, 0, top);
      }
    } finally {
      reader.dispose();
    }
  }

  /** The first frame; what it leaves uncovered is transparent, or of the first colour. */
  private static void gif(byte[] encoded, ImageInfo info, Mat bgr) throws IOException {
    Bytes file = Bytes.of(encoded);
    GifHeader.Frame frame = GifHeader.firstFrame(file);
    GifData.check(file, frame);
    ImageReader reader = reader("gif");
    try (ImageInputStream in = new ByteArrayImageInputStream(GifHeader.picture(file, frame))) {
      reader.setInput(in, true, true);
      BufferedImage picture = reader.read(0);
      if (picture.getWidth() != frame.width() || picture.getHeight() != frame.height()) {
        throw new BrokenImageException(Broken.CORRUPT, "GIF with a frame of two sizes");
      }
      PixelRows pixels = PixelRows.of(picture, AlphaKind.STRAIGHT);
      if (frame.width() < info.width() || frame.height() < info.height()) {
        byte[] first = pixels.first(info.alpha());
        byte[] row = new byte[3 * info.width()];
        for (int i = 0; i < row.length; i++) {
          row[i] = first[i % 3];
        }
        for (int y = 0; y < info.height(); y++) {
          putRow(bgr, 0, y, row);
        }
      }
      put(pixels, picture.getRaster(), bgr, frame.left(), frame.top());
    } finally {
      reader.dispose();
    }
  }

  private static ImageReadParam part(ImageReader reader, ImageInfo info, int top, int rows) {
    ImageReadParam param = reader.getDefaultReadParam();
    int height = Math.min(rows, info.height() - top);
    param.setSourceRegion(new Rectangle(0, top, info.width(), height));
    return param;
  }

  private static void put(PixelRows pixels, Raster from, Mat bgr, int left, int top) {
    byte[] row = new byte[3 * from.getWidth()];
    for (int y = 0; y < from.getHeight(); y++) {
      pixels.read(from, y, row);
      putRow(bgr, left, top + y, row);
    }
  }

  private static void putRow(Mat bgr, int left, int y, byte[] row) {
    try (BytePointer data = bgr.ptr(y, left)) {
      data.put(row, 0, row.length);
    }
  }

  private static void checkSize(int width, int height, ImageInfo info) {
    if (width != info.width() || height != info.height()) {
      throw new BrokenImageException(
          Broken.CORRUPT,
          "decoded to %d x %d where the header says %d x %d"
              .formatted(width, height, info.width(), info.height()));
    }
  }

  /** The JDK's own: others may be on the class path of an executor. */
  private static ImageReader reader(String format) throws IOException {
    Iterator<ImageReader> all = ImageIO.getImageReadersByFormatName(format);
    while (all.hasNext()) {
      ImageReader reader = all.next();
      if (ImageReader.class.getModule().equals(reader.getClass().getModule())) {
        return reader;
      }
      reader.dispose();
    }
    throw new IOException("this Java has no reader for " + format);
  }
}
