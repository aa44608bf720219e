package dev.kindred.image;

/**
 * Counts the pixels in a GIF frame's LZW data: a decoder leaves those that are missing black and
 * says nothing. GIF89a, appendix F.
 */
final class GifData {
  private static final int MAX_BITS = 12;

  private final Bytes file;
  private int at;
  private int block;
  private int buffer;
  private int count;

  private GifData(Bytes file, int at) {
    this.file = file;
    this.at = at;
  }

  /**
   * Of a file whose blocks were walked before.
   *
   * @throws BrokenImageException when there are fewer pixels than the frame has
   */
  static void check(Bytes file, GifHeader.Frame frame) {
    int data = GifHeader.data(file, frame);
    int bits = file.u8(data);
    if (bits < 1 || bits >= MAX_BITS) {
      throw new BrokenImageException(Broken.CORRUPT, "GIF with codes of " + bits + " bits");
    }
    long pixels = (long) frame.width() * frame.height();
    long found = new GifData(file, data + 1).pixels(bits, pixels);
    if (found < pixels) {
      throw new BrokenImageException(
          Broken.CORRUPT, "GIF with %d pixels instead of %d".formatted(found, pixels));
    }
  }

  private long pixels(int bits, long enough) {
    int clear = 1 << bits;
    int[] length = new int[1 << MAX_BITS];
    java.util.Arrays.fill(length, 0, clear, 1);
    int next = clear + 2;
    int width = bits + 1;
    int before = 0;
    long pixels = 0;
    while (pixels < enough) {
      int code = code(width);
      if (code < 0 || code == clear + 1) {
        break;
      }
      if (code == clear) {
        next = clear + 2;
        width = bits + 1;
        before = 0;
        continue;
      }
      boolean fresh = code == next && before > 0;
      if (code >= next && !fresh) {
        break;
      }
      int here = fresh ? before + 1 : length[code];
      if (before > 0 && next < length.length) {
        length[next++] = before + 1;
        width += next == 1 << width && width < MAX_BITS ? 1 : 0;
      }
      pixels += here;
      before = here;
    }
    return pixels;
  }

  /** The next code; -1 at the end of the data. */
  private int code(int width) {
    while (count < width) {
      if (block == 0) {
        block = file.u8(at++);
        if (block == 0) {
          at--;
          return -1;
        }
      }
      buffer |= file.u8(at++) << count;
      block--;
      count += 8;
    }
    int code = buffer & ((1 << width) - 1);
    buffer >>>= width;
    count -= width;
    return code;
  }
}
