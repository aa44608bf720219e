package dev.kindred.image;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Those text chunks of a PNG that may say how it is turned; all others are never inflated. */
final class PngText {
  private static final String PROFILE = "Raw profile type ";
  private static final String XMP = "XML:com.adobe.xmp";

  /** More than an EXIF block in hexadecimal; of what is longer the beginning is read. */
  private static final int MOST = 1 << 18;

  private PngText() {}

  static void read(String type, Bytes chunk, Orientation orientation) {
    int name = chunk.length() == 0 ? 0 : end(chunk, 0);
    String keyword = chunk.text(0, Math.min(name, XMP.length() + PROFILE.length()));
    boolean profile = keyword.equals(PROFILE + "exif") || keyword.equals(PROFILE + "APP1");
    try {
      switch (type) {
        case "tEXt" -> {
          if (profile) {
            orientation.rawProfile(part(chunk, name + 1));
          }
        }
        case "zTXt" -> {
          if (profile) {
            orientation.rawProfile(inflate(part(chunk, name + 2)));
          }
        }
        default -> {
          if (keyword.equals(XMP)) {
            boolean compressed = chunk.u8(name + 1) == 1;
            int text = end(chunk, end(chunk, name + 3) + 1) + 1;
            byte[] packet = part(chunk, text);
            orientation.xmp(Bytes.of(compressed ? inflate(packet) : packet));
          }
        }
      }
    } catch (BrokenImageException e) {
      // A bad text does not make a bad picture.
    }
  }

  private static int end(Bytes chunk, int from) {
    return chunk.find(0, from);
  }

  private static byte[] part(Bytes chunk, int from) {
    int length = Math.min(chunk.length() - from, MOST);
    Bytes part = chunk.slice(from, length);
    return java.util.Arrays.copyOfRange(part.data(), part.from(), part.from() + length);
  }

  private static byte[] inflate(byte[] deflated) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(deflated);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] some = new byte[1 << 13];
      for (int n = 1; n > 0 && out.size() < MOST; ) {
        n = inflater.inflate(some);
        out.write(some, 0, n);
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      return new byte[0];
    } finally {
      inflater.end();
    }
  }
}
