package dev.kindred.image;

import java.nio.charset.StandardCharsets;

/** Encoded bytes read by offset; anything past the end is {@link Broken#TRUNCATED}. */
@SuppressWarnings("ArrayRecordComponent") // a view, never compared
record Bytes(byte[] data, int from, int length) {

  static Bytes of(byte[] data) {
    return new Bytes(data, 0, data.length);
  }

  /** A part, bounds checked. */
  Bytes slice(long offset, long length) {
    need(offset, length);
    return new Bytes(data, from + (int) offset, (int) length);
  }

  int u8(long offset) {
    need(offset, 1);
    return data[from + (int) offset] & 0xff;
  }

  int u16(long offset) {
    return u8(offset) << 8 | u8(offset + 1);
  }

  int u16le(long offset) {
    return u8(offset) | u8(offset + 1) << 8;
  }

  int u24le(long offset) {
    return u16le(offset) | u8(offset + 2) << 16;
  }

  long u32(long offset) {
    return (long) u16(offset) << 16 | u16(offset + 2);
  }

  long u32le(long offset) {
    return u16le(offset) | (long) u16le(offset + 2) << 16;
  }

  /** Offset of the next byte of a value; -1 where there is none. */
  int indexOf(int value, int offset) {
    for (int i = from + Math.max(0, offset); i < from + length; i++) {
      if ((data[i] & 0xff) == value) {
        return i - from;
      }
    }
    return -1;
  }

  /** Offset of the next byte of a value, which there must be. */
  int find(int value, int offset) {
    int at = indexOf(value, offset);
    if (at < 0) {
      need(length, 1);
    }
    return at;
  }

  boolean hasText(int offset, String ascii) {
    return offset >= 0
        && offset + ascii.length() <= length
        && text(offset, ascii.length()).equals(ascii);
  }

  String text(int offset, int count) {
    need(offset, count);
    return new String(data, from + offset, count, StandardCharsets.ISO_8859_1);
  }

  boolean startsWith(int... values) {
    if (values.length > length) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      if ((data[from + i] & 0xff) != values[i]) {
        return false;
      }
    }
    return true;
  }

  void need(long offset, long count) {
    if (offset < 0 || count < 0 || offset + count > length) {
      throw new BrokenImageException(
          Broken.TRUNCATED, "ends after " + length + " bytes, before the image does");
    }
  }
}
