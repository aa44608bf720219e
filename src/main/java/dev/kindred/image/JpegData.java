package dev.kindred.image;

import java.util.Arrays;

/**
 * Walks the entropy-coded data of a JPEG without transforming it: libjpeg makes grey or coloured
 * blocks of damaged ones and prints a warning that OpenCV does not hand on. After damage the codes
 * hardly ever come out even, so one of these fails: each code is in its table, no block has more
 * than 64 coefficients, restart markers stand where they are due, the data last for all blocks, and
 * nothing but padding is left. A changed bit of a coefficient's value alone is no contradiction.
 *
 * <p>The walk goes on after damage as libjpeg does, so that it knows what the decoder had to make
 * up. Sequential Huffman files with one scan, as cameras write them; progressive and arithmetic
 * ones pass unchecked. ITU-T T.81, annexes B and F.
 */
final class JpegData {
  private static final int BLOCK = 8;
  private static final int COEFFICIENTS = 64;
  private static final int ZERO_RUN = 16;
  private static final int EOI = 0xd9;

  private final byte[] jpeg;
  private final HuffmanTable[] dc = new HuffmanTable[4];
  private final HuffmanTable[] ac = new HuffmanTable[4];
  private int[] frame = new int[0];
  private int width;
  private int height;
  private int restartInterval;
  private String wrong = "";

  private JpegData(byte[] jpeg) {
    this.jpeg = jpeg;
  }

  /**
   * Of a file whose segments were walked before.
   *
   * @return one line about damage after which the decoder had data for all rows; empty when there
   *     is none
   * @throws BrokenImageException when rows are missing
   */
  static String check(byte[] jpeg) {
    JpegDamage damage = walk(jpeg);
    if (damage.truncated()) {
      throw new BrokenImageException(
          Broken.TRUNCATED,
          damage.missing() > 0
              ? "JPEG without data for %d of its blocks".formatted(damage.missing())
              : "ends after " + jpeg.length + " bytes, before the image does");
    }
    return damage.text();
  }

  static JpegDamage walk(byte[] jpeg) {
    try {
      return new JpegData(jpeg).run();
    } catch (BrokenImageException e) {
      // A decoder got past what this one cannot.
      return new JpegDamage(e.getMessage(), 0, 1, true);
    }
  }

  private JpegDamage run() {
    Bytes b = Bytes.of(jpeg);
    for (int at = 2; ; ) {
      at = JpegHeader.nextMarker(b, at, false);
      int marker = b.u8(at + 1);
      at += 2;
      if (JpegHeader.alone(marker)) {
        continue;
      }
      int length = b.u16(at);
      if (length < 2) {
        at += 2;
        continue;
      }
      Bytes segment = b.slice(at + 2, length - 2);
      at += length;
      switch (marker) {
        case 0xc0, 0xc1 -> frame(segment);
        case 0xc4 -> tables(segment);
        case 0xdd -> restartInterval = segment.u16(0);
        case 0xda -> {
          // Of several scans each has a part of the components.
          if (frame.length > 0 && segment.u8(0) == frame.length) {
            return scan(segment, new EntropyReader(jpeg, at), ended(b, at));
          }
          return unchecked(ended(b, at));
        }
        default -> {
          if (JpegHeader.isFrame(marker)) {
            return unchecked(ended(b, at));
          }
        }
      }
    }
  }

  /** Whether an end marker follows, whatever stands before it. */
  private static boolean ended(Bytes b, int from) {
    int at = JpegHeader.nextMarker(b, from, true);
    while (at >= 0 && b.u8(at + 1) != EOI) {
      at = JpegHeader.nextMarker(b, at + 2, true);
    }
    return at >= 0;
  }

  /** Where rows cannot be counted a missing end is taken for missing rows. */
  private static JpegDamage unchecked(boolean ended) {
    return new JpegDamage("", 0, ended ? 1 : 0, ended);
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

  private JpegDamage scan(Bytes s, EntropyReader in, boolean ended) {
    int across = 1;
    int down = 1;
    if (frame.length > 1) {
      across = Arrays.stream(frame).map(f -> f >> 4).max().orElseThrow();
      down = Arrays.stream(frame).map(f -> f & 15).max().orElseThrow();
    }
    int row = ceil(width, BLOCK * Math.max(1, across));
    long units = (long) row * ceil(height, BLOCK * Math.max(1, down));
    HuffmanTable[] dcs = new HuffmanTable[frame.length];
    HuffmanTable[] acs = new HuffmanTable[frame.length];
    int[] blocks = new int[frame.length];
    for (int c = 0; c < frame.length; c++) {
      int selectors = s.u8(2 + 2 * c);
      dcs[c] = dc[(selectors >> 4) & 3];
      acs[c] = ac[selectors & 3];
      blocks[c] = frame.length == 1 ? 1 : (frame[c] >> 4) * (frame[c] & 15);
      if (dcs[c] == null || acs[c] == null) {
        // Frames of Motion JPEG have none: decoders know the usual ones.
        return unchecked(ended);
      }
    }
    long missing = 0;
    for (long unit = 0; unit < units; unit++) {
      if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
        wrong(in.restart((int) (unit / restartInterval - 1) & 7));
      }
      if (in.exhausted()) {
        missing++;
        continue;
      }
      for (int c = 0; c < blocks.length; c++) {
        for (int i = 0; i < blocks[c]; i++) {
          block(in, dcs[c], acs[c]);
        }
      }
      if (in.exhausted()) {
        wrong("they end before the picture does");
      }
    }
    wrong(in.end());
    return new JpegDamage(wrong, missing, row, ended);
  }

  private void wrong(String found) {
    wrong = wrong.isEmpty() ? found : wrong;
  }

  private void block(EntropyReader in, HuffmanTable dc, HuffmanTable ac) {
    int difference = dc.next(in);
    known(difference);
    in.skip(difference & 15);
    int k = 1;
    while (k < COEFFICIENTS) {
      int code = ac.next(in);
      known(code);
      int bits = code & 15;
      int run = (code >> 4) & 15;
      if (bits == 0 && run != ZERO_RUN - 1) {
        return;
      }
      k += run + 1;
      in.skip(bits);
    }
    if (k > COEFFICIENTS) {
      wrong("a block has too many coefficients");
    }
  }

  private void known(int symbol) {
    if (symbol == HuffmanTable.UNKNOWN) {
      wrong("a code that is in no table");
    }
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }
}
