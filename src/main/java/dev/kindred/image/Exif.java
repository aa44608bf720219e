package dev.kindred.image;

/** The orientation tag (0x0112) of an EXIF block, itself a small TIFF file. */
final class Exif {
  private static final String NAME = "Exif\0\0";
  private static final int ORIENTATION = 0x0112;
  private static final int LONG = 4;

  private Exif() {}

  /**
   * What the tag says, whether that is a meaning or not; 0 when it is absent or the block
   * unreadable, since a bad EXIF block does not make a bad picture.
   *
   * @param block with or without its name in front
   */
  static int orientation(Bytes block) {
    try {
      Bytes tiff = block;
      while (tiff.hasText(0, NAME)) {
        tiff = tiff.slice(NAME.length(), tiff.length() - NAME.length());
      }
      boolean little = tiff.startsWith('I', 'I');
      if (!little && !tiff.startsWith('M', 'M')) {
        return 0;
      }
      long ifd = little ? tiff.u32le(4) : tiff.u32(4);
      int entries = little ? tiff.u16le(ifd) : tiff.u16(ifd);
      for (int i = 0; i < entries; i++) {
        long at = ifd + 2 + 12L * i;
        if ((little ? tiff.u16le(at) : tiff.u16(at)) == ORIENTATION) {
          int type = little ? tiff.u16le(at + 2) : tiff.u16(at + 2);
          long wide = little ? tiff.u32le(at + 8) : tiff.u32(at + 8);
          int narrow = little ? tiff.u16le(at + 8) : tiff.u16(at + 8);
          return type == LONG ? (int) Math.min(wide, Short.MAX_VALUE) : narrow;
        }
      }
      return 0;
    } catch (BrokenImageException e) {
      return 0;
    }
  }
}
