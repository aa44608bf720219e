package dev.kindred.image;

import java.util.Optional;

/**
 * The upper rows of a JPEG alone: a frame header that promises fewer rows makes the decoder stop
 * there. What a crop does not reach is neither decoded nor transformed, and the rows above come out
 * bit by bit as in the whole picture. (libjpeg has a way of its own for this, {@code
 * jpeg_abort_decompress}, which OpenCV does not hand on.)
 *
 * @param heightAt offset of the two bytes of the frame's height
 * @param height in rows, to be written there
 */
record JpegTop(int heightAt, int height) {
  private static final int BLOCK = 8;
  private static final int SOF0 = 0xc0;
  private static final int SOF1 = 0xc1;
  private static final int DRI = 0xdd;
  private static final int SOS = 0xda;
  static final byte EOI = (byte) 0xd9;

  /**
   * Only for one scan of all components without restart markers, which nearly every photo is;
   * others need to be read as a whole.
   *
   * @param jpeg of which the header was read before
   * @param rows that are needed
   */
  static Optional<JpegTop> of(byte[] jpeg, int rows) {
    Bytes b = Bytes.of(jpeg);
    if (!hasEnd(jpeg)) {
      return Optional.empty();
    }
    int heightAt = 0;
    int components = 0;
    int sampling = 1;
    int at = 2;
    while (b.u8(at) == 0xff) {
      int marker = b.u8(at + 1);
      int content = at + 4;
      if (marker == SOF0 || marker == SOF1) {
        heightAt = content + 1;
        components = b.u8(content + 5);
        for (int c = 0; c < components; c++) {
          sampling = Math.max(sampling, b.u8(content + 7 + 3 * c) & 15);
        }
      } else if (marker == SOS) {
        boolean whole = heightAt > 0 && b.u8(content) == components;
        return whole ? cut(heightAt, b.u16(heightAt), sampling, rows) : Optional.empty();
      } else if (marker == DRI || marker == 0xff) {
        return Optional.empty();
      }
      at += 2 + b.u16(at + 2);
    }
    return Optional.empty();
  }

  /** Whether the last bytes are an end marker. */
  static boolean hasEnd(byte[] jpeg) {
    int n = jpeg.length;
    return n > 1 && jpeg[n - 2] == -1 && jpeg[n - 1] == EOI;
  }

  /** Enlarging the chroma of the last row looks at the chroma row below it. */
  private static Optional<JpegTop> cut(int heightAt, int height, int sampling, int rows) {
    int unit = BLOCK * sampling;
    int cut = (rows + 2 * sampling + unit - 1) / unit * unit;
    return cut < height ? Optional.of(new JpegTop(heightAt, cut)) : Optional.empty();
  }
}
