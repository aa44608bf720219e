package dev.kindred.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a file is that is no image this program reads, by its first bytes. Magic numbers as in the
 * {@code file} command's tables.
 *
 * @param name short, such as {@code HEIC} or {@code text}
 * @param picture whether people would call it a picture all the same
 */
public record FileKind(String name, boolean picture) {
  /** First bytes that are enough to tell. */
  public static final int HEAD = 512;

  private static final List<String> PICTURES =
      List.of(
          "HEIC",
          "AVIF",
          "JPEG 2000",
          "JPEG XL",
          "BigTIFF",
          "Photoshop",
          "ICO",
          "camera raw",
          "SVG",
          "DDS",
          "OpenEXR",
          "PNM",
          "TGA");

  private static final Pattern RAW =
      Pattern.compile("(?i).*\\.(dng|nef|cr2|arw|orf|rw2|pef|srw|nrw|3fr|iiq|erf|kdc|dcr)");

  private static FileKind of(String name) {
    return new FileKind(name, isPicture(name));
  }

  /** Whether files of a kind of this name are pictures. */
  public static boolean isPicture(String name) {
    return PICTURES.contains(name);
  }

  /**
   * Empty when the bytes begin as an image that is read.
   *
   * @param head at least {@link #HEAD} first bytes, or all there are
   * @param fileName with its ending: a camera's raw file begins as TIFF
   */
  public static Optional<FileKind> notAnImage(byte[] head, String fileName) {
    Bytes b = Bytes.of(head);
    if (head.length == 0) {
      return Optional.of(of("empty"));
    }
    if (isText(head)) {
      return Optional.of(of(text(new String(head, StandardCharsets.UTF_8))));
    }
    boolean raw = RAW.matcher(fileName).matches();
    try {
      ImageFormat format = ImageFormat.sniff(b);
      return raw && format == ImageFormat.TIFF ? Optional.of(of("camera raw")) : Optional.empty();
    } catch (BrokenImageException e) {
      return Optional.of(of(raw ? "camera raw" : binary(b)));
    }
  }

  private static boolean isText(byte[] head) {
    for (int i = 0; i < Math.min(head.length, HEAD); i++) {
      int v = head[i] & 0xff;
      if (v < 0x20 && v != '\n' && v != '\r' && v != '\t' && v != '\f' && v != 0x1b) {
        return false;
      }
    }
    return true;
  }

  private static String text(String head) {
    String lower = head.strip().toLowerCase(Locale.ROOT);
    if (lower.contains("<svg")) {
      return "SVG";
    }
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      return "HTML";
    }
    if (lower.startsWith("<?xml") || lower.startsWith("<annotation")) {
      return "XML";
    }
    if (lower.startsWith("version https://git-lfs")) {
      return "Git LFS pointer";
    }
    return lower.matches("(?s)p[1-3]\\s+\\d+\\s+\\d+.*") ? "PNM" : "text";
  }

  private static String binary(Bytes b) {
    if (b.hasText(4, "ftyp")) {
      return brand(b.text(4, Math.min(60, b.length() - 4)));
    }
    if (b.hasText(4, "jP  ") || b.startsWith(0xff, 0x4f, 0xff, 0x51)) {
      return "JPEG 2000";
    }
    if (b.hasText(4, "JXL ") || b.startsWith(0xff, 0x0a)) {
      return "JPEG XL";
    }
    if (b.startsWith('I', 'I', 43, 0) || b.startsWith('M', 'M', 0, 43)) {
      return "BigTIFF";
    }
    if (b.hasText(0, "8BPS")) {
      return "Photoshop";
    }
    if (b.startsWith(0, 0, 1, 0) && b.length() > 5 && b.u16le(4) > 0 && b.u16le(4) < 256) {
      return "ICO";
    }
    if (b.hasText(0, "FUJIFILM") || b.hasText(0, "IIRO") || b.hasText(0, "IIRS")) {
      return "camera raw";
    }
    if (b.hasText(0, "DDS ") || b.startsWith(0x76, 0x2f, 0x31, 0x01)) {
      return b.hasText(0, "DDS ") ? "DDS" : "OpenEXR";
    }
    return document(b);
  }

  private static String document(Bytes b) {
    if (b.hasText(0, "%PDF")) {
      return "PDF";
    }
    if (b.startsWith(0x1a, 0x45, 0xdf, 0xa3)
        || (b.hasText(0, "RIFF") && b.hasText(8, "AVI "))
        || b.startsWith(0, 0, 1, 0xba)
        || b.startsWith(0, 0, 1, 0xb3)
        || b.hasText(0, "FLV")) {
      return "video";
    }
    if (b.hasText(0, "ID3")
        || b.hasText(0, "OggS")
        || b.hasText(0, "fLaC")
        || b.hasText(0, "RIFF")) {
      return "audio";
    }
    if (b.startsWith('P', 'K', 3, 4)
        || b.startsWith(0x1f, 0x8b)
        || b.hasText(0, "7z\u00bc\u00af")
        || b.hasText(0, "Rar!")
        || b.hasText(257, "ustar")
        || b.hasText(0, "BZh")
        || b.startsWith(0xfd, '7', 'z', 'X', 'Z')) {
      return "archive";
    }
    if (b.hasText(0, "\u0093NUMPY") || b.hasText(0, "MATLAB ") || b.hasText(1, "HDF")) {
      return "numbers";
    }
    if (b.startsWith(0xff, 0xfe) || b.startsWith(0xfe, 0xff)) {
      return "text";
    }
    return b.hasText(0, "PAR1") ? "Parquet" : "unknown";
  }

  private static String brand(String brands) {
    if (brands.contains("avi")) {
      return "AVIF";
    }
    boolean heic = brands.contains("hei") || brands.contains("hev") || brands.contains("mif1");
    return heic ? "HEIC" : brands.contains("crx") ? "camera raw" : "video";
  }
}
