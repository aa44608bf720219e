package dev.kindred.image;

/** The orientation tag (0x0112) of an EXIF block, itself a small TIFF file. */
final class Exif {
  private Exif() {}

  /** 1..8; 1 when absent or unreadable, since a bad EXIF block does not make a bad picture. */
  static int orientation(Bytes tiff) {
    try {
      boolean little = tiff.startsWith('I', 'I');
      if (!little && !tiff.startsWith('M', 'M')) {
        return 1;
      }
      long ifd = little ? tiff.u32le(4) : tiff.u32(4);
      int entries = little ? tiff.u16le(ifd) : tiff.u16(ifd);
      for (int i = 0; i < entries; i++) {
        long at = ifd + 2 + 12L * i;
        if ((little ? tiff.u16le(at) : tiff.u16(at)) == 0x0112) {
          int value = little ? tiff.u16le(at + 8) : tiff.u16(at + 8);
          return value >= 1 && value <= 8 ? value : 1;
        }
      }
      return 1;
    } catch (BrokenImageException e) {
      return 1;
    }
  }
}
