package dev.kindred.image;

/**
 * Walks the markers of a JPEG file to its EOI.
 *
 * <p>libjpeg fills what is missing with grey and only prints a warning, so a missing EOI is the
 * sign of truncation. Each scan of a progressive file costs a pass over all blocks: a small file
 * with thousands of scans would keep the decoder busy for hours.
 */
final class JpegHeader {
  private static final int MAX_SCANS = 200;

  private JpegHeader() {}

  static ImageInfo read(Bytes b, Limits limits) {
    int width = 0;
    int height = 0;
    int components = 0;
    int orientation = 1;
    boolean adobe = false;
    int scans = 0;
    int at = 2;
    while (true) {
      at = nextMarker(b, at, scans > 0);
      int marker = b.u8(at + 1);
      at += 2;
      if (marker == 0xd9) {
        break;
      }
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        continue;
      }
      int length = b.u16(at);
      if (length < 2) {
        throw new BrokenImageException(Broken.CORRUPT, "JPEG segment of length " + length);
      }
      Bytes segment = b.slice(at + 2, length - 2);
      at += length;
      if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
        if (width > 0) {
          throw new BrokenImageException(Broken.CORRUPT, "JPEG with two frame headers");
        }
        checkProcess(marker, segment.u8(0));
        height = segment.u16(1);
        width = segment.u16(3);
        components = segment.u8(5);
        limits.checkPixels(width, height);
      } else if (marker == 0xda) {
        if (++scans > MAX_SCANS) {
          throw new BrokenImageException(
              Broken.TOO_LARGE, "JPEG with more than " + MAX_SCANS + " scans");
        }
        if (limits.equals(Limits.CHECKED_BEFORE)) {
          break;
        }
      } else if (marker == 0xe1 && segment.hasText(0, "Exif\0\0")) {
        orientation = Exif.orientation(segment.slice(6, segment.length() - 6));
      } else if (marker == 0xee && segment.hasText(0, "Adobe")) {
        adobe = true;
      }
    }
    if (width == 0 || scans == 0) {
      throw new BrokenImageException(Broken.CORRUPT, "JPEG without a picture");
    }
    if (components == 4 && !adobe) {
      throw new BrokenImageException(
          Broken.UNSUPPORTED, "JPEG of four components that are unnamed");
    }
    return new ImageInfo(ImageFormat.JPEG, width, height, orientation, false, components == 3);
  }

  private static void checkProcess(int marker, int bits) {
    boolean lossless = marker == 0xc3 || (marker >= 0xc5 && marker != 0xc9 && marker != 0xca);
    if (lossless || bits != 8) {
      throw new BrokenImageException(
          Broken.UNSUPPORTED, "JPEG of a lossless, hierarchical or " + bits + "-bit kind");
    }
  }

  /** Skips fill bytes, and inside a scan its entropy-coded bytes. */
  private static int nextMarker(Bytes b, int from, boolean inScan) {
    int at = from;
    while (true) {
      at = inScan ? b.find(0xff, at) : at;
      int v = b.u8(at);
      int next = v == 0xff ? b.u8(at + 1) : 0;
      if (v == 0xff && next != 0 && next != 0xff && !(inScan && next >= 0xd0 && next <= 0xd7)) {
        return at;
      }
      if (!inScan && v != 0xff) {
        throw new BrokenImageException(Broken.CORRUPT, "JPEG marker expected at byte " + at);
      }
      at++;
    }
  }
}
