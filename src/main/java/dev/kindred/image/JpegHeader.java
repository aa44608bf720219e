package dev.kindred.image;

/**
 * Walks the markers of a JPEG file to its EOI, as forgivingly as libjpeg does: bytes between
 * segments are passed over.
 *
 * <p>Each scan costs a pass over all blocks, also where it holds next to nothing: a small file with
 * hundreds of scans would keep the decoder busy for minutes.
 */
final class JpegHeader {
  private static final int MAX_SCANS = 200;

  /** Pixels times scans; decoding so many takes some seconds. */
  private static final long MAX_WORK = 1L << 31;

  private static final int FIRST = 0xc0;
  private static final int SOS = 0xda;
  private static final int EOI = 0xd9;
  private static final int APP1 = 0xe1;
  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

  private JpegHeader() {}

  static ImageInfo read(Bytes b, Limits limits) {
    int width = 0;
    int height = 0;
    int components = 0;
    Orientation orientation = new Orientation();
    int scans = 0;
    int at = 2;
    while (true) {
      at = nextMarker(b, at, scans > 0);
      if (at < 0) {
        break;
      }
      int marker = b.u8(at + 1);
      at += 2;
      if (marker == EOI) {
        break;
      }
      if (alone(marker)) {
        continue;
      }
      if (scans > 0 && !inside(b, at, marker)) {
        continue;
      }
      int length = b.u16(at);
      if (length < 2) {
        if (!optional(marker)) {
          throw new BrokenImageException(Broken.CORRUPT, "JPEG segment of length " + length);
        }
        at += 2;
        continue;
      }
      Bytes segment = b.slice(at + 2, length - 2);
      at += length;
      if (isFrame(marker)) {
        if (width > 0) {
          throw new BrokenImageException(Broken.CORRUPT, "JPEG with two frame headers");
        }
        checkProcess(marker, segment.u8(0));
        height = segment.u16(1);
        width = segment.u16(3);
        components = segment.u8(5);
        limits.checkPixels(width, height);
      } else if (marker == SOS) {
        scans++;
        if (limits.equals(Limits.CHECKED_BEFORE)) {
          break;
        }
        checkWork(scans, (long) width * height);
      } else if (marker == APP1 && segment.hasText(0, "Exif\0\0")) {
        orientation.exif(segment);
      } else if (marker == APP1 && segment.hasText(0, XMP)) {
        orientation.xmp(segment);
      }
    }
    if (width == 0 || scans == 0) {
      throw new BrokenImageException(Broken.CORRUPT, "JPEG without a picture");
    }
    if (components != 1 && components != 3 && components != 4) {
      throw new BrokenImageException(Broken.UNSUPPORTED, "JPEG of " + components + " components");
    }
    return new ImageInfo(
        ImageFormat.JPEG, width, height, orientation.value(), false, components == 3);
  }

  /** Behind a scan, what is no segment is stray bytes. */
  private static boolean inside(Bytes b, int at, int marker) {
    return marker >= FIRST && at + 2 <= b.length() && at + b.u16(at) <= b.length();
  }

  private static void checkWork(int scans, long pixels) {
    if (scans > MAX_SCANS || scans * pixels > MAX_WORK) {
      throw new BrokenImageException(
          Broken.TOO_LARGE, "JPEG of %d pixels in %d scans or more".formatted(pixels, scans));
    }
  }

  static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** Markers without a segment. */
  static boolean alone(int marker) {
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
  }

  /** Comments and application data: their content does not matter to the picture. */
  static boolean optional(int marker) {
    return marker == 0xfe || (marker >= 0xe0 && marker <= 0xef);
  }

  private static void checkProcess(int marker, int bits) {
    boolean lossless = marker == 0xc3 || (marker >= 0xc5 && marker != 0xc9 && marker != 0xca);
    if (lossless || bits != 8) {
      throw new BrokenImageException(
          Broken.UNSUPPORTED,
          lossless ? "a lossless or hierarchical JPEG" : "JPEG of " + bits + " bits a sample");
    }
  }

  /**
   * Offset of the next marker, past fill bytes, stray ones and, in a scan, the entropy-coded ones;
   * -1 where the data of a scan go on to the end of the file.
   *
   * @throws BrokenImageException when the file ends before a scan
   */
  static int nextMarker(Bytes b, int from, boolean inScan) {
    for (int at = from; ; at++) {
      at = b.indexOf(0xff, at);
      if (at < 0 || at + 1 >= b.length()) {
        if (inScan) {
          return -1;
        }
        b.need(b.length(), 2);
      }
      int next = b.u8(at + 1);
      if (next != 0 && next != 0xff && !(inScan && next >= 0xd0 && next <= 0xd7)) {
        return at;
      }
    }
  }
}
