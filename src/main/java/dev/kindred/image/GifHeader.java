package dev.kindred.image;

import java.io.ByteArrayOutputStream;

/** Walks the blocks of a GIF file to its trailer; of an animation the first frame counts. */
final class GifHeader {
  private static final int TRAILER = 0x3b;
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int IMAGE = 0x2c;
  private static final int DESCRIPTOR_BYTES = 10;

  private GifHeader() {}

  /**
   * Where the first frame lies on the canvas.
   *
   * @param left first column
   * @param top first row
   * @param width in pixels
   * @param height in pixels
   * @param control offset of the extension that goes with it, or -1
   * @param at offset of its descriptor
   */
  record Frame(int left, int top, int width, int height, int control, int at) {}

  static ImageInfo read(Bytes b, Limits limits) {
    limits.checkPixels(b.u16le(6), b.u16le(8));
    Frame first = firstFrame(b);
    // A canvas that is too small for its frame grows.
    int width = Math.max(b.u16le(6), first.left() + first.width());
    int height = Math.max(b.u16le(8), first.top() + first.height());
    limits.checkPixels(width, height);
    limits.checkPixels(first.width(), first.height());
    for (int at = start(b); b.u8(at) != TRAILER; ) {
      at = skip(b, at);
    }
    return new ImageInfo(ImageFormat.GIF, width, height, 1, transparent(b, first), false);
  }

  static Frame firstFrame(Bytes b) {
    int control = -1;
    int at = start(b);
    while (b.u8(at) != IMAGE) {
      if (b.u8(at) == TRAILER) {
        throw new BrokenImageException(Broken.CORRUPT, "GIF without a picture");
      }
      boolean found = b.u8(at) == EXTENSION && b.u8(at + 1) == GRAPHIC_CONTROL;
      control = found ? at : control;
      at = skip(b, at);
    }
    return new Frame(
        b.u16le(at + 1), b.u16le(at + 3), b.u16le(at + 5), b.u16le(at + 7), control, at);
  }

  /** Whether one of the frame's colours is transparent. */
  static boolean transparent(Bytes b, Frame frame) {
    return frame.control() >= 0 && (b.u8(frame.control() + 3) & 1) != 0;
  }

  /** Offset of the frame's LZW data. */
  static int data(Bytes b, Frame frame) {
    return frame.at() + DESCRIPTOR_BYTES + tableBytes(b.u8(frame.at() + 9));
  }

  /** The file with the first frame alone: no comments or further frames. */
  static byte[] picture(Bytes b, Frame frame) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    copy(b, 0, start(b), out);
    if (frame.control() >= 0) {
      copy(b, frame.control(), skip(b, frame.control()), out);
    }
    copy(b, frame.at(), skip(b, frame.at()), out);
    out.write(TRAILER);
    return out.toByteArray();
  }

  private static void copy(Bytes b, int from, int to, ByteArrayOutputStream out) {
    Bytes part = b.slice(from, to - from);
    out.write(part.data(), part.from(), part.length());
  }

  private static int start(Bytes b) {
    return 13 + tableBytes(b.u8(10));
  }

  private static int skip(Bytes b, int at) {
    return switch (b.u8(at)) {
      case EXTENSION -> skipBlocks(b, at + 2);
      case IMAGE -> skipBlocks(b, at + DESCRIPTOR_BYTES + 1 + tableBytes(b.u8(at + 9)));
      default ->
          throw new BrokenImageException(Broken.CORRUPT, "GIF block of unknown kind " + b.u8(at));
    };
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
