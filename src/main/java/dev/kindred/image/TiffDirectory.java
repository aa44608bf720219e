package dev.kindred.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The entries of a TIFF file's first directory, each bounds checked when it is read. */
final class TiffDirectory {
  private static final int MAX_ENTRIES = 4096;
  private static final int ENTRY = 12;
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

  /** What the picture is made of: no profiles, further directories or private data. */
  private static final Set<Integer> PIXELS =
      Set.of(
          256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324,
          325, 332, 334, 338, 339, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531,
          532);

  private final Bytes b;
  private final boolean little;
  private final TreeMap<Integer, Long> entries = new TreeMap<>();

  TiffDirectory(Bytes b) {
    this.b = b;
    this.little = b.startsWith('I', 'I');
    long ifd = u32(4);
    int count = u16(ifd);
    if (count == 0 || count > MAX_ENTRIES) {
      throw new BrokenImageException(Broken.CORRUPT, "TIFF directory of " + count + " entries");
    }
    for (int i = 0; i < count; i++) {
      long at = ifd + 2 + (long) ENTRY * i;
      entries.putIfAbsent(u16(at), at);
    }
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** Values of a tag; 0 when it is absent. */
  long count(int tag) {
    Long at = entries.get(tag);
    return at == null ? 0 : u32(at + 4);
  }

  /** The i-th value of an unsigned integer tag. */
  long value(int tag, int i, long absent) {
    Long at = entries.get(tag);
    if (at == null) {
      return absent;
    }
    int size = size(at);
    if (size > 4 || i < 0 || i >= count(tag)) {
      throw new BrokenImageException(Broken.CORRUPT, "TIFF tag " + tag + " with too few values");
    }
    long where = where(at) + (long) i * size;
    return size == 1 ? b.u8(where) : size == 2 ? u16(where) : u32(where);
  }

  /**
   * All bytes of a tag that the picture does not need; empty also when they lie outside the file.
   */
  Optional<Bytes> bytes(int tag) {
    try {
      Long at = entries.get(tag);
      return at == null ? Optional.empty() : Optional.of(b.slice(where(at), count(tag) * size(at)));
    } catch (BrokenImageException e) {
      return Optional.empty();
    }
  }

  void need(long offset, long count) {
    b.need(offset, count);
  }

  /**
   * The file with a directory of nothing but the picture, so that no decoder follows what else a
   * file holds. Values stay where they are.
   */
  byte[] picture() {
    entries.keySet().retainAll(PIXELS);
    // A directory begins at an even offset.
    int start = b.length() + (b.length() & 1);
    ByteBuffer out =
        ByteBuffer.allocate(start + 2 + ENTRY * entries.size() + 4)
            .order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    out.put(b.data(), b.from(), b.length()).putInt(4, start).position(start);
    out.putShort((short) entries.size());
    entries.forEach(
        (tag, at) -> {
          b.need(where(at), u32(at + 4) * size(at));
          out.put(b.data(), b.from() + (int) (long) at, ENTRY);
        });
    return out.array();
  }

  private int size(long at) {
    int type = u16(at + 2);
    int size = type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0;
    if (size == 0) {
      throw new BrokenImageException(
          Broken.CORRUPT, "TIFF tag " + u16(at) + " of unknown type " + type);
    }
    return size;
  }

  private long where(long at) {
    return u32(at + 4) * size(at) <= 4 ? at + 8 : u32(at + 8);
  }

  private int u16(long at) {
    return little ? b.u16le(at) : b.u16(at);
  }

  private long u32(long at) {
    return little ? b.u32le(at) : b.u32(at);
  }
}
