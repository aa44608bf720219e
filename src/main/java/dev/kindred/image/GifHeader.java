package dev.kindred.image;

/** Walks the blocks of a GIF file to its trailer; of an animation the first frame counts. */
final class GifHeader {
  private static final int MAX_FRAMES = 10_000;

  private GifHeader() {}

  static ImageInfo read(Bytes b, Limits limits) {
    int width = b.u16le(6);
    int height = b.u16le(8);
    limits.checkPixels(width, height);
    int at = 13 + tableBytes(b.u8(10));
    int frames = 0;
    boolean transparent = false;
    while (true) {
      int block = b.u8(at);
      if (block == 0x3b) {
        break;
      }
      if (block == 0x21) {
        if (b.u8(at + 1) == 0xf9 && frames == 0) {
          transparent |= (b.u8(at + 3) & 1) != 0;
        }
        at = skipBlocks(b, at + 2);
      } else if (block == 0x2c) {
        if (++frames > MAX_FRAMES) {
          throw new BrokenImageException(Broken.TOO_LARGE, "GIF with too many frames");
        }
        limits.checkPixels(b.u16le(at + 5), b.u16le(at + 7));
        if (frames == 1) {
          // What the first frame leaves uncovered is as good as transparent.
          transparent |= b.u16le(at + 5) < width || b.u16le(at + 7) < height;
        }
        at = skipBlocks(b, at + 11 + tableBytes(b.u8(at + 9)));
      } else {
        throw new BrokenImageException(Broken.CORRUPT, "GIF block of unknown kind " + block);
      }
    }
    if (frames == 0) {
      throw new BrokenImageException(Broken.CORRUPT, "GIF without a picture");
    }
    return new ImageInfo(ImageFormat.GIF, width, height, 1, transparent, false);
  }

  private static int tableBytes(int packed) {
    return (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
  }

  private static int skipBlocks(Bytes b, int from) {
    int at = from;
    while (b.u8(at) != 0) {
      at += 1 + b.u8(at);
    }
    return at + 1;
  }
}
