package dev.kindred.image;

/** A Huffman table of a JPEG file; short codes are looked up, long ones searched. */
final class HuffmanTable {
  /** No symbol; its lower eight bits are 0, which is what libjpeg goes on with. */
  static final int UNKNOWN = 256;

  private static final int MAX_BITS = 16;
  private static final int FAST_BITS = 9;

  private final short[] fast = new short[1 << FAST_BITS];
  private final int[] end = new int[MAX_BITS + 1];
  private final int[] first = new int[MAX_BITS + 1];
  private final byte[] symbols;

  /** From a DHT segment: sixteen counts at an offset, then the symbols. */
  HuffmanTable(Bytes segment, int at) {
    int n = 0;
    int code = 0;
    for (int bits = 1; bits <= MAX_BITS; bits++) {
      int count = segment.u8(at + bits - 1);
      // Of a code of this length: symbol = code - first, as long as code < end.
      first[bits] = code - n;
      code += count;
      end[bits] = code;
      n += count;
      if (code > 1 << bits) {
        throw new BrokenImageException(Broken.CORRUPT, "JPEG with an impossible Huffman table");
      }
      code <<= 1;
    }
    symbols = new byte[n];
    for (int i = 0; i < n; i++) {
      symbols[i] = (byte) segment.u8(at + MAX_BITS + i);
    }
    for (int i = 0; i < fast.length; i++) {
      fast[i] = (short) search(i << (MAX_BITS - FAST_BITS), FAST_BITS);
    }
  }

  /** Bytes of the counts and symbols. */
  int bytes() {
    return MAX_BITS + symbols.length;
  }

  /** The next symbol, 0..255; {@link #UNKNOWN} for a code that is in no table. */
  int next(EntropyReader in) {
    int bits = in.peek16();
    int found = fast[bits >> (MAX_BITS - FAST_BITS)];
    if (found < 0) {
      found = search(bits, MAX_BITS);
      if (found < 0) {
        in.skip(MAX_BITS);
        return UNKNOWN;
      }
    }
    in.skip(found >> 8);
    return found & 0xff;
  }

  /** Length times 256 plus symbol of the code at the front of 16 bits, or -1. */
  private int search(int bits16, int most) {
    for (int bits = 1; bits <= most; bits++) {
      int code = bits16 >> (MAX_BITS - bits);
      if (code < end[bits]) {
        return (bits << 8) | (symbols[code - first[bits]] & 0xff);
      }
    }
    return -1;
  }
}
