package dev.kindred.image;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a picture is turned upright, gathered from the places where its format may say so. They count
 * in the order of Pillow's {@code Image.getexif}: an EXIF block, ImageMagick's text with an EXIF
 * block in hexadecimal, then XMP.
 */
final class Orientation {
  private static final Pattern XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

  /** Lines of a raw profile before its data: an empty one, the name, the length. */
  private static final int PROFILE_LINES = 3;

  private int exif;
  private int profile;
  private int xmp;

  /** An EXIF block; of several the first counts. */
  void exif(Bytes block) {
    exif = exif == 0 ? Exif.orientation(block) : exif;
  }

  /** The text of a {@code Raw profile type exif} or {@code APP1}; it may be cut. */
  void rawProfile(byte[] text) {
    if (profile != 0) {
      return;
    }
    int at = 0;
    for (int line = 0; line < PROFILE_LINES && at < text.length; at++) {
      line += text[at] == '\n' ? 1 : 0;
    }
    byte[] data = new byte[(text.length - at) / 2 + 1];
    int digits = 0;
    for (; at < text.length; at++) {
      int v = Character.digit(text[at], 16);
      if (v >= 0) {
        data[digits / 2] |= (byte) (digits % 2 == 0 ? v << 4 : v);
        digits++;
      }
    }
    profile = Exif.orientation(new Bytes(data, 0, digits / 2));
  }

  /** An XMP packet; it may be cut. */
  void xmp(Bytes packet) {
    if (xmp == 0) {
      String text =
          new String(packet.data(), packet.from(), packet.length(), StandardCharsets.ISO_8859_1);
      Matcher m = XMP.matcher(text);
      xmp = m.find() ? m.group(1).charAt(0) - '0' : 0;
    }
  }

  /** 1..8; 1, upright, when nothing says otherwise. */
  int value() {
    int said = exif != 0 ? exif : profile != 0 ? profile : xmp;
    return said >= 1 && said <= 8 ? said : 1;
  }
}
