package dev.kindred.image;

import java.util.Arrays;

/**
 * Walks the entropy-coded data of a JPEG without transforming it: libjpeg makes grey or coloured
 * blocks of damaged ones and prints a warning that OpenCV does not hand on. After damage the codes
 * hardly ever come out even, so one of these fails: each code is in its table, no block has more
 * than 64 coefficients, restart markers stand where they are due, the data last for all blocks, and
 * nothing but padding is left. A changed bit of a coefficient's value alone is no contradiction.
 *
 * <p>Sequential Huffman files with one scan, as cameras write them; progressive and arithmetic ones
 * pass unchecked. ITU-T T.81, annexes B and F.
 */
final class JpegData {
  private static final int BLOCK = 8;
  private static final int COEFFICIENTS = 64;
  private static final int ZERO_RUN = 16;

  private final byte[] jpeg;
  private final HuffmanTable[] dc = new HuffmanTable[4];
  private final HuffmanTable[] ac = new HuffmanTable[4];
  private int[] frame = new int[0];
  private int width;
  private int height;
  private int restartInterval;

  private JpegData(byte[] jpeg) {
    this.jpeg = jpeg;
  }

  /**
   * Of a file whose segments were walked before.
   *
   * @throws BrokenImageException when the data contradict themselves
   */
  static void check(byte[] jpeg) {
    new JpegData(jpeg).run();
  }

  private void run() {
    Bytes b = Bytes.of(jpeg);
    for (int at = 2; ; ) {
      int marker = b.u8(at + 1);
      if (b.u8(at) != 0xff || marker == 0xff) {
        at++;
        continue;
      }
      Bytes segment = b.slice(at + 4, b.u16(at + 2) - 2);
      at += 2 + b.u16(at + 2);
      switch (marker) {
        case 0xc0, 0xc1 -> frame(segment);
        case 0xc4 -> tables(segment);
        case 0xdd -> restartInterval = segment.u16(0);
        case 0xda -> {
          // Of several scans each has a part of the components.
          if (frame.length > 0 && segment.u8(0) == frame.length) {
            scan(segment, new EntropyReader(jpeg, at));
          }
          return;
        }
        default -> {
          if (marker >= 0xc2 && marker <= 0xcf) {
            return;
          }
        }
      }
    }
  }

  private void frame(Bytes s) {
    height = s.u16(1);
    width = s.u16(3);
    frame = new int[s.u8(5)];
    for (int c = 0; c < frame.length; c++) {
      frame[c] = s.u8(7 + 3 * c);
    }
  }

  private void tables(Bytes s) {
    for (int at = 0; at < s.length(); ) {
      int kind = s.u8(at);
      HuffmanTable table = new HuffmanTable(s, at + 1);
      (kind < 16 ? dc : ac)[kind & 3] = table;
      at += 1 + table.bytes();
    }
  }

  private void scan(Bytes s, EntropyReader in) {
    int across = 1;
    int down = 1;
    if (frame.length > 1) {
      across = Arrays.stream(frame).map(f -> f >> 4).max().orElseThrow();
      down = Arrays.stream(frame).map(f -> f & 15).max().orElseThrow();
    }
    long units =
        (long) ceil(width, BLOCK * Math.max(1, across)) * ceil(height, BLOCK * Math.max(1, down));
    HuffmanTable[] dcs = new HuffmanTable[frame.length];
    HuffmanTable[] acs = new HuffmanTable[frame.length];
    int[] blocks = new int[frame.length];
    for (int c = 0; c < frame.length; c++) {
      int selectors = s.u8(2 + 2 * c);
      dcs[c] = dc[(selectors >> 4) & 3];
      acs[c] = ac[selectors & 3];
      blocks[c] = frame.length == 1 ? 1 : (frame[c] >> 4) * (frame[c] & 15);
      if (dcs[c] == null || acs[c] == null) {
        throw new BrokenImageException(Broken.CORRUPT, "JPEG without a Huffman table it uses");
      }
    }
    for (long unit = 0; unit < units; unit++) {
      if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
        in.restart((int) (unit / restartInterval - 1) & 7);
      }
      for (int c = 0; c < blocks.length; c++) {
        for (int i = 0; i < blocks[c]; i++) {
          block(in, dcs[c], acs[c]);
        }
      }
    }
    in.end();
  }

  private static void block(EntropyReader in, HuffmanTable dc, HuffmanTable ac) {
    in.skip(dc.next(in) & 15);
    int k = 1;
    while (k < COEFFICIENTS) {
      int code = ac.next(in);
      int bits = code & 15;
      if (bits == 0 && code >> 4 != ZERO_RUN - 1) {
        return;
      }
      k += (code >> 4) + 1;
      in.skip(bits);
    }
    if (k > COEFFICIENTS) {
      throw new BrokenImageException(
          Broken.CORRUPT, "JPEG data are damaged: a block has too many coefficients");
    }
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }
}
