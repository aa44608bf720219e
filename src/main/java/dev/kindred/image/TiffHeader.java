package dev.kindred.image;

/** First directory of a TIFF file; of several pages the first counts. */
final class TiffHeader {
  static final int BITS = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int STRIPS = 273;
  static final int ORIENTATION = 274;
  static final int SAMPLES = 277;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_BYTES = 279;
  static final int PLANAR = 284;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;
  static final int TILES = 324;
  static final int TILE_BYTES = 325;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int XMP = 700;

  private static final int MAX_SAMPLES = 8;
  private static final int MAX_PARTS = 1 << 16;
  private static final int UNSIGNED = 1;

  private TiffHeader() {}

  static ImageInfo read(Bytes b, Limits limits) {
    TiffDirectory t = new TiffDirectory(b);
    long width = t.value(256, 0, 0);
    long height = t.value(257, 0, 0);
    limits.checkPixels(width, height);
    checkSamples(t);
    checkParts(t, width, height, limits);
    Orientation orientation = new Orientation();
    orientation.exif(b);
    t.bytes(XMP).ifPresent(orientation::xmp);
    boolean alpha = t.value(SAMPLES, 0, 1) % 2 == 0;
    return new ImageInfo(
        ImageFormat.TIFF, (int) width, (int) height, orientation.value(), alpha, false);
  }

  private static void checkSamples(TiffDirectory t) {
    long samples = t.value(SAMPLES, 0, 1);
    if (samples < 1 || samples > MAX_SAMPLES) {
      throw new BrokenImageException(
          Broken.UNSUPPORTED, "TIFF of " + samples + " samples for a pixel");
    }
    for (int i = 0; i < t.count(BITS); i++) {
      long bits = t.value(BITS, i, 1);
      long kind = t.value(SAMPLE_FORMAT, Math.min(i, (int) t.count(SAMPLE_FORMAT) - 1), UNSIGNED);
      if (bits < 1 || bits > 16 || kind != UNSIGNED) {
        throw new BrokenImageException(
            Broken.UNSUPPORTED, "TIFF of samples that are not unsigned integers of 1 to 16 bits");
      }
    }
  }

  /** As many strips or tiles as the size asks for, all of them inside the file. */
  private static void checkParts(TiffDirectory t, long width, long height, Limits limits) {
    boolean tiled = t.has(TILES) || t.has(TILE_WIDTH);
    long w = tiled ? t.value(TILE_WIDTH, 0, 0) : width;
    long h = tiled ? t.value(TILE_HEIGHT, 0, 0) : t.value(ROWS_PER_STRIP, 0, height);
    h = tiled ? h : Math.min(h, height);
    if (w < 1 || h < 1) {
      throw new BrokenImageException(Broken.CORRUPT, "TIFF with parts of size " + w + " x " + h);
    }
    // The padding of a tile is decoded too.
    if (w > limits.maxPixels() || h > limits.maxPixels() || w * h > limits.maxPixels()) {
      throw new BrokenImageException(
          Broken.TOO_LARGE, "TIFF with tiles of " + w + " x " + h + " pixels");
    }
    long planes = t.value(PLANAR, 0, 1) == 2 ? t.value(SAMPLES, 0, 1) : 1;
    long due = planes * ((width + w - 1) / w) * ((height + h - 1) / h);
    if (due > MAX_PARTS) {
      throw new BrokenImageException(Broken.TOO_LARGE, "TIFF of " + due + " strips or tiles");
    }
    int offsets = t.has(TILES) ? TILES : STRIPS;
    int bytes = t.has(TILE_BYTES) ? TILE_BYTES : STRIP_BYTES;
    boolean counted = t.has(bytes);
    if (t.count(offsets) < due || (counted && t.count(bytes) < due)) {
      throw new BrokenImageException(
          Broken.CORRUPT,
          "TIFF of %d strips or tiles instead of %d".formatted(t.count(offsets), due));
    }
    for (int i = 0; i < due; i++) {
      t.need(t.value(offsets, i, 0), counted ? t.value(bytes, i, 0) : 1);
    }
  }
}
