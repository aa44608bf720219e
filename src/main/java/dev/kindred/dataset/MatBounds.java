package dev.kindred.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Whether the compressed elements of a MAT file stay small when they are inflated, found out with
 * one small buffer. Source: MathWorks, MAT-File Format, version 5, chapter 1.
 */
final class MatBounds {
  /** Of the file, and of all its elements inflated; Cars-196's lists have 1 MB. */
  static final long LARGEST = 64L << 20;

  private static final int HEADER = 128;
  private static final int ENDIAN = 126;
  private static final int TAG = 8;
  private static final int COMPRESSED = 15;
  private static final int BUFFER = 1 << 16;

  private MatBounds() {}

  /**
   * @throws IOException when the elements are cut short or too large
   */
  static void check(byte[] file) throws IOException {
    if (file.length < HEADER) {
      throw new IOException("it is shorter than a header");
    }
    ByteOrder order = file[ENDIAN] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer bytes = ByteBuffer.wrap(file).order(order);
    long total = 0;
    for (long at = HEADER; at + TAG <= file.length; ) {
      int type = bytes.getInt((int) at);
      long size = bytes.getInt((int) at + 4) & 0xffffffffL;
      if (at + TAG + size > file.length) {
        throw new IOException("an element reaches beyond its end");
      }
      if (type == COMPRESSED) {
        total += inflated(file, (int) at + TAG, (int) size, LARGEST - total);
      }
      at += TAG + size;
    }
  }

  private static long inflated(byte[] file, int from, int size, long most) throws IOException {
    Inflater inflater = new Inflater();
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    try {
      inflater.setInput(file, from, size);
      while (!inflater.finished()) {
        int n = inflater.inflate(buffer);
        total += n;
        if (total > most) {
          throw new IOException("its elements are far larger than those of any list");
        }
        if (n == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new IOException("an element is cut short");
        }
      }
      return total;
    } catch (DataFormatException e) {
      throw new IOException("an element cannot be inflated", e);
    } finally {
      inflater.end();
    }
  }
}
