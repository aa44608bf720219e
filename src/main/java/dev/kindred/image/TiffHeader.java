package dev.kindred.image;

import java.util.HashMap;
import java.util.Map;

/** First directory of a TIFF file; of several pages the first counts. */
final class TiffHeader {
  private static final int MAX_ENTRIES = 4096;
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

  private final Bytes b;
  private final boolean little;
  private final Map<Integer, Long> entries = new HashMap<>();

  private TiffHeader(Bytes b) {
    this.b = b;
    this.little = b.startsWith('I', 'I');
    long ifd = u32(4);
    int count = u16(ifd);
    if (count == 0 || count > MAX_ENTRIES) {
      throw new BrokenImageException(Broken.CORRUPT, "TIFF directory of " + count + " entries");
    }
    for (int i = 0; i < count; i++) {
      entries.put(u16(ifd + 2 + 12L * i), ifd + 2 + 12L * i);
    }
  }

  static ImageInfo read(Bytes b, Limits limits) {
    TiffHeader t = new TiffHeader(b);
    long width = t.value(256, 0, 0);
    long height = t.value(257, 0, 0);
    limits.checkPixels(width, height);
    t.checkExtent(273, 279);
    t.checkExtent(324, 325);
    int orientation = (int) t.value(274, 0, 1);
    boolean alpha = t.entries.containsKey(338);
    // OpenCV's decoder turns a TIFF upright by itself.
    boolean turned = orientation > 4 && orientation <= 8;
    int w = (int) (turned ? height : width);
    int h = (int) (turned ? width : height);
    return new ImageInfo(ImageFormat.TIFF, w, h, 1, alpha, false);
  }

  /** Every strip or tile must lie inside the file. */
  private void checkExtent(int offsets, int counts) {
    if (!entries.containsKey(offsets) || !entries.containsKey(counts)) {
      return;
    }
    long n = u32(entries.get(offsets) + 4);
    if (n > b.length() || n != u32(entries.get(counts) + 4)) {
      throw new BrokenImageException(Broken.CORRUPT, "TIFF with contradicting strips");
    }
    for (int i = 0; i < n; i++) {
      b.need(value(offsets, i, 0), value(counts, i, 0));
    }
  }

  /** The i-th value of an unsigned integer tag. */
  private long value(int tag, int i, long absent) {
    Long at = entries.get(tag);
    if (at == null) {
      return absent;
    }
    int type = u16(at + 2);
    long count = u32(at + 4);
    int size = type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0;
    if (size == 0 || size > 4 || i >= count) {
      throw new BrokenImageException(Broken.CORRUPT, "TIFF tag " + tag + " of type " + type);
    }
    long where = (count * size <= 4 ? at + 8 : u32(at + 8)) + (long) i * size;
    return size == 1 ? b.u8(where) : size == 2 ? u16(where) : u32(where);
  }

  private int u16(long at) {
    return little ? b.u16le(at) : b.u16(at);
  }

  private long u32(long at) {
    return little ? b.u32le(at) : b.u32(at);
  }
}
