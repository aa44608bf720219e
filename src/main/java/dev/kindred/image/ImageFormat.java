package dev.kindred.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Formats that are read; recognised by their first bytes, never by a file's name. */
public enum ImageFormat {
  JPEG("jpg"),
  PNG("png"),
  GIF("gif"),
  BMP("bmp"),
  WEBP("webp"),
  TIFF("tif");

  private final String extension;

  ImageFormat(String extension) {
    this.extension = extension;
  }

  /** Usual ending of a file's name, without the dot. */
  public String extension() {
    return extension;
  }

  /**
   * Format of encoded bytes.
   *
   * @throws BrokenImageException when they are of no format, or of one that is not read
   */
  static ImageFormat sniff(Bytes b) {
    if (b.startsWith(0xff, 0xd8, 0xff)) {
      return JPEG;
    }
    if (b.startsWith(0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a)) {
      return PNG;
    }
    if (b.startsWith('G', 'I', 'F', '8')) {
      return GIF;
    }
    if (b.startsWith('B', 'M')) {
      return BMP;
    }
    if (b.startsWith('R', 'I', 'F', 'F') && b.hasText(8, "WEBP")) {
      return WEBP;
    }
    if (b.startsWith('I', 'I', 42, 0) || b.startsWith('M', 'M', 0, 42)) {
      return TIFF;
    }
    String other = otherFormat(b);
    if (other != null) {
      throw new BrokenImageException(
          Broken.UNSUPPORTED,
          other + " is not read; convert it to JPEG, such as with ImageMagick or heif-convert");
    }
    throw new BrokenImageException(Broken.NOT_AN_IMAGE, "not an image: " + describe(b));
  }

  private static String otherFormat(Bytes b) {
    if (b.hasText(4, "ftyp")) {
      return "HEIF/AVIF";
    }
    if (b.hasText(4, "jP  ") || b.startsWith(0xff, 0x4f, 0xff, 0x51)) {
      return "JPEG 2000";
    }
    if (b.startsWith('I', 'I', 43, 0) || b.startsWith('M', 'M', 0, 43)) {
      return "BigTIFF";
    }
    if (b.startsWith('8', 'B', 'P', 'S')) {
      return "Photoshop";
    }
    if (b.startsWith(0xff, 0x0a) || b.hasText(4, "JXL ")) {
      return "JPEG XL";
    }
    return b.startsWith(0, 0, 1, 0) ? "ICO" : null;
  }

  private static String describe(Bytes b) {
    String head = b.text(0, Math.min(256, b.length())).strip().toLowerCase(Locale.ROOT);
    if (head.startsWith("<!doctype html") || head.startsWith("<html")) {
      return "an HTML page";
    }
    if (head.startsWith("<svg") || head.startsWith("<?xml")) {
      return "XML or SVG";
    }
    if (head.startsWith("%pdf")) {
      return "a PDF file";
    }
    if (head.startsWith("pk")) {
      return "a ZIP archive";
    }
    if (head.startsWith("version https://git-lfs")) {
      return "a Git LFS pointer; fetch the real file with git lfs pull";
    }
    StringBuilder hex = new StringBuilder("begins with");
    for (byte v : b.text(0, Math.min(4, b.length())).getBytes(StandardCharsets.ISO_8859_1)) {
      hex.append(String.format(Locale.ROOT, " %02x", v & 0xff));
    }
    return hex.toString();
  }
}
