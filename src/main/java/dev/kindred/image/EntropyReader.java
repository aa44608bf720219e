package dev.kindred.image;

/**
 * Bits of the entropy-coded data of a JPEG file, up to the next marker. Goes on after damage the
 * way libjpeg does.
 */
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

  /** Goes on by up to 16 bits. */
  void skip(int bits) {
    if (count < bits) {
      peek16();
    }
    count -= bits;
  }

  /** Whether bits were asked for that the data do not have. */
  boolean exhausted() {
    return count < beyond;
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

  /**
   * Goes on behind restart marker n, to which the data must have come; where another stands, as
   * libjpeg's {@code jpeg_resync_to_restart} does.
   *
   * @return what is wrong, or empty
   */
  String restart(int n) {
    String left = finish();
    int due = 0xd0 + n;
    boolean found = false;
    for (int marker = toMarker(); !found && marker > 0; ) {
      int behind = (n - (marker - 0xd0)) & 7;
      boolean restart = marker >= 0xd0 && marker <= 0xd7;
      found = marker == due;
      if (found || (restart && behind > 2 && behind < 6)) {
        at += 2;
        break;
      }
      if (marker >= 0xc0 && (!restart || behind >= 6)) {
        // The data that follow belong to a later part of the picture.
        break;
      }
      at += 2;
      marker = toMarker();
    }
    return found ? left : "no restart marker " + n + " where it is due";
  }

  /** Goes to the next marker and returns it; 0 at the end of the file. */
  private int toMarker() {
    while (at + 1 < jpeg.length) {
      int next = jpeg[at + 1] & 0xff;
      if (jpeg[at] == -1 && next != 0 && next != 0xff) {
        return next;
      }
      at++;
    }
    return 0;
  }

  /**
   * The data must have come to their end; some writers fill up with equal bytes.
   *
   * @return what is wrong, or empty
   */
  String end() {
    return finish();
  }

  private String finish() {
    int left = (count - beyond) / 8;
    int filler = -1;
    String wrong = "";
    while (left > 0 || beyond == 0) {
      int v = left > 0 ? (int) (buffer >>> (beyond + 8 * (left - 1))) & 0xff : nextByte();
      if (left == 0 && beyond > 0) {
        break;
      }
      left = Math.max(0, left - 1);
      if ((v != 0 && v != 0xff) || (filler >= 0 && v != filler)) {
        wrong = "some are left after the last block";
      }
      filler = v;
    }
    buffer = 0;
    count = 0;
    beyond = 0;
    return wrong;
  }
}
