package dev.kindred.image;

/** Bits of the entropy-coded data of a JPEG file, up to the next marker. */
final class EntropyReader {
  private final byte[] jpeg;
  private int at;
  private long buffer;
  private int count;
  // Lowest bits of the buffer that lie beyond the data.
  private int beyond;

  EntropyReader(byte[] jpeg, int from) {
    this.jpeg = jpeg;
    this.at = from;
  }

  /** The next 16 bits; zeros where the data have ended. */
  int peek16() {
    while (count < 16) {
      buffer = (buffer << 8) | nextByte();
      count += 8;
    }
    return (int) (buffer >>> (count - 16)) & 0xffff;
  }

  /**
   * Goes on by up to 16 bits.
   *
   * @throws BrokenImageException when the data have fewer
   */
  void skip(int bits) {
    if (count < bits) {
      peek16();
    }
    count -= bits;
    if (count < beyond) {
      throw new BrokenImageException(
          Broken.CORRUPT, "JPEG data are damaged: they end before the picture does");
    }
  }

  private int nextByte() {
    int v = at < jpeg.length ? jpeg[at] & 0xff : 0xff;
    if (v != 0xff) {
      at++;
      return v;
    }
    if (at + 1 < jpeg.length && jpeg[at + 1] == 0) {
      at += 2;
      return v;
    }
    beyond += 8;
    return 0;
  }

  /** The data must have come to restart marker n. */
  void restart(int n) {
    finish();
    while (at + 1 < jpeg.length && jpeg[at] == -1 && jpeg[at + 1] == -1) {
      at++;
    }
    if (at + 1 >= jpeg.length || jpeg[at] != -1 || (jpeg[at + 1] & 0xff) != 0xd0 + n) {
      throw new BrokenImageException(
          Broken.CORRUPT, "JPEG data are damaged: no restart marker " + n + " where it is due");
    }
    at += 2;
  }

  /** The data must have come to their end; some writers fill up with equal bytes. */
  void end() {
    finish();
  }

  private void finish() {
    int left = (count - beyond) / 8;
    int filler = -1;
    while (left > 0 || beyond == 0) {
      int v = left > 0 ? (int) (buffer >>> (beyond + 8 * (left - 1))) & 0xff : nextByte();
      if (left == 0 && beyond > 0) {
        break;
      }
      left = Math.max(0, left - 1);
      if ((v != 0 && v != 0xff) || (filler >= 0 && v != filler)) {
        throw new BrokenImageException(
            Broken.CORRUPT, "JPEG data are damaged: some are left after the last block");
      }
      filler = v;
    }
    buffer = 0;
    count = 0;
    beyond = 0;
  }
}
