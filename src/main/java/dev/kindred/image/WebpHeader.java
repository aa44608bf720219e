package dev.kindred.image;

/** Chunks of a WebP file; of an animation the first frame counts. */
final class WebpHeader {
  private WebpHeader() {}

  static ImageInfo read(Bytes b, Limits limits) {
    b.need(8, b.u32le(4));
    String first = b.text(12, 4);
    b.need(20, b.u32le(16));
    int width;
    int height;
    boolean alpha;
    int orientation = 1;
    switch (first) {
      case "VP8X" -> {
        int flags = b.u8(20);
        width = b.u24le(24) + 1;
        height = b.u24le(27) + 1;
        alpha = (flags & 0x12) != 0;
        orientation = orientation(b);
      }
      case "VP8L" -> {
        long bits = b.u32le(21);
        width = (int) (bits & 0x3fff) + 1;
        height = (int) (bits >> 14 & 0x3fff) + 1;
        alpha = (bits >> 28 & 1) != 0;
      }
      case "VP8 " -> {
        width = b.u16le(26) & 0x3fff;
        height = b.u16le(28) & 0x3fff;
        alpha = false;
      }
      default -> throw new BrokenImageException(Broken.CORRUPT, "WebP without a picture");
    }
    limits.checkPixels(width, height);
    return new ImageInfo(ImageFormat.WEBP, width, height, orientation, alpha, false);
  }

  private static int orientation(Bytes b) {
    Orientation orientation = new Orientation();
    long at = 12;
    while (at + 8 <= b.length()) {
      long size = Math.min(b.u32le(at + 4), b.length() - at - 8);
      switch (b.text((int) at, 4)) {
        case "EXIF" -> orientation.exif(b.slice(at + 8, size));
        case "XMP " -> orientation.xmp(b.slice(at + 8, size));
        default -> {}
      }
      at += 8 + size + (size & 1);
    }
    return orientation.value();
  }
}
