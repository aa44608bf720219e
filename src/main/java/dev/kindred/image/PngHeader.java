package dev.kindred.image;

/** Walks the chunks of a PNG file to its IEND. */
final class PngHeader {
  private PngHeader() {}

  static ImageInfo read(Bytes b, Limits limits) {
    b.need(8, 25);
    if (!b.hasText(12, "IHDR")) {
      throw new BrokenImageException(Broken.CORRUPT, "PNG without IHDR");
    }
    long width = b.u32(16);
    long height = b.u32(20);
    limits.checkPixels(width, height);
    int bits = b.u8(24);
    int colour = b.u8(25);
    boolean alpha = colour == 4 || colour == 6;
    boolean animated = false;
    boolean data = false;
    int orientation = 1;
    long at = 8;
    while (true) {
      long length = b.u32(at);
      b.need(at + 8, length + 4);
      String type = b.text((int) at + 4, 4);
      switch (type) {
        case "IDAT" -> data = true;
        case "tRNS" -> alpha = true;
        case "acTL" -> animated = true;
        case "eXIf" -> orientation = Exif.orientation(b.slice(at + 8, length));
        default -> {}
      }
      at += length + 12;
      if (type.equals("IEND")) {
        break;
      }
    }
    if (!data) {
      throw new BrokenImageException(Broken.CORRUPT, "PNG without pixel data");
    }
    boolean plain = colour == 2 && bits == 8 && !alpha && !animated;
    return new ImageInfo(ImageFormat.PNG, (int) width, (int) height, orientation, alpha, plain);
  }
}
