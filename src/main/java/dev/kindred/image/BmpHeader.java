package dev.kindred.image;

/** Header of a Windows or OS/2 bitmap. */
final class BmpHeader {
  private BmpHeader() {}

  static ImageInfo read(Bytes b, Limits limits) {
    long pixels = b.u32le(10);
    long header = b.u32le(14);
    boolean old = header == 12;
    if (!old && header < 40) {
      throw new BrokenImageException(Broken.CORRUPT, "BMP header of " + header + " bytes");
    }
    b.need(14, header);
    long width = old ? b.u16le(18) : (int) b.u32le(18);
    // A negative height means that the rows run downwards.
    long height = old ? b.u16le(20) : Math.abs((long) (int) b.u32le(22));
    int bits = b.u16le(old ? 24 : 28);
    long compression = old ? 0 : b.u32le(30);
    limits.checkPixels(width, height);
    if (compression == 4 || compression == 5) {
      throw new BrokenImageException(Broken.UNSUPPORTED, "BMP around a JPEG or PNG");
    }
    if (compression == 0 || compression == 3) {
      b.need(pixels, (width * bits + 31) / 32 * 4 * height);
    }
    return new ImageInfo(ImageFormat.BMP, (int) width, (int) height, 1, false, false);
  }
}
