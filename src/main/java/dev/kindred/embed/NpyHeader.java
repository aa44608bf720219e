package dev.kindred.embed;

import java.io.DataInput;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Head of a NumPy file, <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">formats 1 to 3</a>.
 *
 * @param start of the numbers in the file
 * @param n rows
 * @param d numbers of a row
 * @param bytes of a number: 4 or 8
 */
record NpyHeader(long start, int n, int d, int bytes) implements Serializable {
  private static final int LONGEST = 1 << 16;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape'\\s*:\\s*\\(\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*,?\\s*\\)");

  /**
   * Reads it.
   *
   * @throws IOException with what is wrong, to follow the name of the file
   */
  static NpyHeader read(DataInput in) throws IOException {
    byte[] magic = new byte[8];
    in.readFully(magic);
    if (magic[0] != (byte) 0x93
        || !new String(magic, 1, 5, StandardCharsets.US_ASCII).equals("NUMPY")) {
      throw new IOException("is no NumPy file");
    }
    byte[] size = new byte[magic[6] == 1 ? 2 : 4];
    in.readFully(size);
    ByteBuffer number = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN);
    long length = size.length == 2 ? number.getShort() & 0xffff : number.getInt() & 0xffffffffL;
    if (length > LONGEST) {
      throw new IOException("has a head of %d bytes; it is damaged".formatted(length));
    }
    byte[] text = new byte[(int) length];
    in.readFully(text);
    return parse(new String(text, StandardCharsets.UTF_8), 8L + size.length + length);
  }

  private static NpyHeader parse(String text, long start) throws IOException {
    Matcher descr = DESCR.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!descr.find() || !order.find()) {
      throw new IOException("has a damaged head");
    }
    int bytes = descr.group(1).equals("<f4") ? 4 : descr.group(1).equals("<f8") ? 8 : 0;
    if (bytes == 0 || order.group(1).equals("True") || !shape.find()) {
      throw new IOException(
          "is not an array [n, d] of float32 or float64 in C order; save"
              + " numpy.ascontiguousarray(x, dtype='float32')");
    }
    int d = Integer.parseInt(shape.group(2));
    if (d < 1 || d > LONGEST) {
      throw new IOException(
          "has rows of %,d numbers; from 1 to %,d can be read".formatted(d, LONGEST));
    }
    return new NpyHeader(start, Integer.parseInt(shape.group(1)), d, bytes);
  }

  long end() {
    return start + (long) n * d * bytes;
  }
}
