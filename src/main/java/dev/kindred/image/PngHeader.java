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
    checkKind(bits, colour);
    boolean alpha = colour == 4 || colour == 6;
    boolean animated = false;
    boolean data = false;
    Orientation orientation = new Orientation();
    long at = 8;
    while (true) {
      long length = b.u32(at);
      b.need(at + 8, length + 4);
      String type = b.text((int) at + 4, 4);
      switch (type) {
        case "IDAT" -> data = true;
        case "tRNS" -> alpha |= !data;
        case "acTL" -> animated = true;
        case "eXIf" -> orientation.exif(b.slice(at + 8, length));
        case "tEXt", "zTXt", "iTXt" -> PngText.read(type, b.slice(at + 8, length), orientation);
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
    return new ImageInfo(
        ImageFormat.PNG, (int) width, (int) height, orientation.value(), alpha, plain);
  }

  private static void checkKind(int bits, int colour) {
    boolean few = bits == 1 || bits == 2 || bits == 4;
    boolean known =
        switch (colour) {
          case 0 -> few || bits == 8 || bits == 16;
          case 3 -> few || bits == 8;
          case 2, 4, 6 -> bits == 8 || bits == 16;
          default -> false;
        };
    if (!known) {
      throw new BrokenImageException(
          Broken.CORRUPT, "PNG of colour type %d with %d bits".formatted(colour, bits));
    }
  }
}
