package dev.kindred.image;

/**
 * What the header says, before anything is decoded.
 *
 * @param format by its first bytes
 * @param width in pixels as stored, before {@code orientation}
 * @param height in pixels as stored
 * @param orientation of EXIF, 1..8; 1 is upright
 * @param alpha whether pixels can be transparent
 * @param plain whether the pixels are 8-bit RGB without anything to convert (in a JPEG: three
 *     components), a single picture
 */
public record ImageInfo(
    ImageFormat format, int width, int height, int orientation, boolean alpha, boolean plain) {

  /**
   * Reads the header and walks the file's structure to its end; of a JPEG that was {@link
   * Limits#CHECKED_BEFORE} just to its first scan.
   *
   * @throws BrokenImageException when there is no image, a limit is exceeded or the end is missing;
   *     of a JPEG without its end marker {@link StoredImage} finds out whether rows are missing
   */
  public static ImageInfo read(byte[] encoded, Limits limits) {
    limits.checkBytes(encoded.length);
    Bytes b = Bytes.of(encoded);
    return switch (ImageFormat.sniff(b)) {
      case JPEG -> JpegHeader.read(b, limits);
      case PNG -> PngHeader.read(b, limits);
      case GIF -> GifHeader.read(b, limits);
      case BMP -> BmpHeader.read(b, limits);
      case WEBP -> WebpHeader.read(b, limits);
      case TIFF -> TiffHeader.read(b, limits);
    };
  }

  /** Width after {@code orientation} is applied. */
  public int uprightWidth() {
    return orientation > 4 ? height : width;
  }

  /** Height after {@code orientation} is applied. */
  public int uprightHeight() {
    return orientation > 4 ? width : height;
  }
}
