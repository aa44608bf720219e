package dev.kindred.image;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * What the decoder gets of a PNG file: the chunks that make the picture. Texts and profiles, which
 * libpng inflates whatever their number and length, are left out, and so are gamma and the frames
 * of an animation; a colour that is transparent is kept apart, since OpenCV has no alpha channel
 * for grey.
 *
 * @param bytes the file itself where there is nothing to leave out
 * @param key the transparent colour
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record PngSource(byte[] bytes, Optional<ColourKey> key) {
  private static final int PALETTE = 3;

  /** Of a file whose chunks were walked before. */
  static PngSource of(byte[] encoded) {
    Bytes b = Bytes.of(encoded);
    int bits = b.u8(24);
    int colour = b.u8(25);
    Optional<ColourKey> key = Optional.empty();
    ByteArrayOutputStream kept = null;
    boolean data = false;
    int at = 8;
    while (true) {
      int length = (int) b.u32(at);
      String type = b.text(at + 4, 4);
      if (type.equals("tRNS") && !data && (colour == 0 || colour == 2)) {
        key = ColourKey.of(b.slice(at + 8, length), bits, colour == 0 ? 1 : 3);
      }
      data |= type.equals("IDAT");
      if (essential(type, colour, data)) {
        if (kept != null) {
          kept.write(encoded, at, length + 12);
        }
      } else if (kept == null) {
        kept = new ByteArrayOutputStream(encoded.length);
        kept.write(encoded, 0, at);
      }
      at += length + 12;
      if (type.equals("IEND")) {
        break;
      }
    }
    return new PngSource(kept == null ? encoded : kept.toByteArray(), key);
  }

  private static boolean essential(String type, int colour, boolean data) {
    return switch (type) {
      case "IHDR", "IDAT", "IEND" -> true;
      case "PLTE" -> colour == PALETTE;
      case "tRNS" -> colour == PALETTE && !data;
      default -> false;
    };
  }
}
