package dev.kindred.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Rows of ImageIO's pictures as 8-bit BGR on white; samples are taken as sRGB, as they are. */
interface PixelRows {
  /** Row y of the raster into {@code bgr}. */
  void read(Raster from, int y, byte[] bgr);

  /**
   * BGR of a palette's first colour, white for a transparent one or without a palette.
   *
   * @param transparent whether the picture has a transparent colour
   */
  default byte[] first(boolean transparent) {
    return new byte[] {-1, -1, -1};
  }

  /** For a picture as ImageIO describes it. */
  static PixelRows of(BufferedImage image, AlphaKind alpha) {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return new PaletteRows(palette);
    }
    int kind = model.getColorSpace().getType();
    int bits = model.getComponentSize(0);
    boolean bytes = model instanceof ComponentColorModel && (bits == 8 || bits == 16);
    if (bytes && (kind == ColorSpace.TYPE_GRAY || kind == ColorSpace.TYPE_RGB)) {
      int colours = kind == ColorSpace.TYPE_GRAY ? 1 : 3;
      boolean more = image.getRaster().getNumBands() > colours;
      return new SampleRows(colours, bits, more ? alpha : AlphaKind.NONE);
    }
    return (from, y, bgr) -> {
      Object pixel = null;
      for (int x = 0; x < from.getWidth(); x++) {
        pixel = from.getDataElements(x, y, pixel);
        putOnWhite(model.getRGB(pixel), bgr, 3 * x);
      }
    };
  }

  private static void putOnWhite(int argb, byte[] bgr, int at) {
    int a = argb >>> 24;
    for (int c = 0; c < 3; c++) {
      int v = (argb >> (8 * c)) & 0xff;
      bgr[at + c] = (byte) ((v * a + 255 * (255 - a) + 127) / 255);
    }
  }

  /** Indices into a palette. */
  final class PaletteRows implements PixelRows {
    private final byte[] colours;
    private int[] row = new int[0];

    PaletteRows(IndexColorModel palette) {
      colours = new byte[3 * palette.getMapSize()];
      for (int i = 0; i < palette.getMapSize(); i++) {
        putOnWhite(palette.getRGB(i), colours, 3 * i);
      }
    }

    @Override
    public void read(Raster from, int y, byte[] bgr) {
      row = row.length == from.getWidth() ? row : new int[from.getWidth()];
      from.getSamples(0, y, row.length, 1, 0, row);
      for (int x = 0; x < row.length; x++) {
        // An index beyond the palette is black, as in other readers.
        boolean known = 3 * row[x] < colours.length;
        for (int c = 0; c < 3; c++) {
          bgr[3 * x + c] = known ? colours[3 * row[x] + c] : 0;
        }
      }
    }

    @Override
    public byte[] first(boolean transparent) {
      return transparent
          ? PixelRows.super.first(true)
          : new byte[] {colours[0], colours[1], colours[2]};
    }
  }

  /** Grey or RGB samples of 8 or 16 bits, perhaps with one of opacity behind them. */
  final class SampleRows implements PixelRows {
    private final int colours;
    private final int scale;
    private final AlphaKind alpha;
    private int[] row = new int[0];

    SampleRows(int colours, int bits, AlphaKind alpha) {
      this.colours = colours;
      this.scale = bits == 16 ? 257 : 1;
      this.alpha = alpha;
    }

    @Override
    public void read(Raster from, int y, byte[] bgr) {
      int bands = from.getNumBands();
      int length = bands * from.getWidth();
      row = row.length == length ? row : new int[length];
      from.getPixels(0, y, from.getWidth(), 1, row);
      for (int x = 0; x < from.getWidth(); x++) {
        int at = bands * x;
        for (int c = 0; c < 3; c++) {
          int v = row[at + (colours == 1 ? 0 : c)];
          int a = alpha == AlphaKind.NONE ? 255 * scale : row[at + colours];
          bgr[3 * x + 2 - c] = (byte) onWhite(v, a);
        }
      }
    }

    private int onWhite(int v, int a) {
      long top = 255L * scale;
      long colour = alpha == AlphaKind.MULTIPLIED ? Math.min(v * top, a * top) : (long) v * a;
      long sum = colour + top * (top - a);
      return (int) ((sum + top * scale / 2) / (top * scale));
    }
  }
}
