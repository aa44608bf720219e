package dev.kindred.image;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Checks the pixel data of a PNG file: checksums, and that it inflates to just as many bytes as the
 * header asks for. OpenCV reports such errors on the terminal and returns what it has.
 */
final class PngData {
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private PngData() {}

  /** Of a file whose chunks were walked before. */
  static void check(byte[] encoded) {
    Bytes b = Bytes.of(encoded);
    long expected = expected(b);
    long inflated = 0;
    Inflater inflater = new Inflater();
    byte[] sink = new byte[1 << 14];
    try {
      for (long at = 8; at + 12 <= b.length(); at += b.u32(at) + 12) {
        int length = (int) b.u32(at);
        String type = b.text((int) at + 4, 4);
        // What does not make the picture is never shown to the decoder.
        if (Character.isUpperCase(type.charAt(0)) || type.equals("tRNS")) {
          checksum(encoded, (int) at, length, type, b.u32(at + 8 + length));
        }
        if (type.equals("IEND")) {
          break;
        }
        if (type.equals("IDAT")) {
          inflater.setInput(encoded, (int) at + 8, length);
          while (!inflater.finished() && !inflater.needsInput() && inflated <= expected) {
            inflated += inflater.inflate(sink);
            if (inflater.needsDictionary()) {
              throw new DataFormatException("needs a dictionary");
            }
          }
        }
      }
    } catch (DataFormatException e) {
      throw new BrokenImageException(Broken.CORRUPT, "PNG data: " + e.getMessage());
    } finally {
      inflater.end();
    }
    if (inflated < expected) {
      throw new BrokenImageException(
          Broken.CORRUPT,
          "PNG with %d bytes of pixels instead of %d".formatted(inflated, expected));
    }
  }

  private static void checksum(byte[] encoded, int at, int length, String type, long expected) {
    CRC32 crc = new CRC32();
    crc.update(encoded, at + 4, length + 4);
    if (crc.getValue() != expected) {
      throw new BrokenImageException(
          Broken.CORRUPT, "PNG chunk " + type + " with a wrong checksum");
    }
  }

  /** Rows begin with a filter byte; an interlaced picture is seven small ones. */
  private static long expected(Bytes b) {
    long width = b.u32(16);
    long height = b.u32(20);
    int bits = b.u8(24) * channels(b.u8(25));
    if (b.u8(28) == 0) {
      return height * ((width * bits + 7) / 8 + 1);
    }
    long sum = 0;
    for (int[] p : PASSES) {
      long w = (width - p[0] + p[2] - 1) / p[2];
      long h = (height - p[1] + p[3] - 1) / p[3];
      sum += w > 0 && h > 0 ? h * ((w * bits + 7) / 8 + 1) : 0;
    }
    return sum;
  }

  private static int channels(int colour) {
    return switch (colour) {
      case 0, 3 -> 1;
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> throw new BrokenImageException(Broken.CORRUPT, "PNG of colour type " + colour);
    };
  }
}
