package dev.kindred.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A POSIX ustar archive of small members, byte for byte the same from the same members (no times,
 * no owners). Tells where each member's bytes begin, for access by position.
 */
final class TarWriter implements Closeable {
  private static final int BLOCK = 512;

  private final OutputStream out;
  private long position;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Appends a member and returns the offset of its first byte in the archive. */
  long add(String name, byte[] content) throws IOException {
    write(header(name, content.length));
    long at = position;
    write(content);
    write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    return at;
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    position += bytes.length;
  }

  private static byte[] header(String name, int size) {
    byte[] h = new byte[BLOCK];
    put(h, 0, 100, name);
    put(h, 100, 8, "0000644");
    put(h, 108, 8, "0000000");
    put(h, 116, 8, "0000000");
    put(h, 124, 12, String.format(Locale.ROOT, "%011o", size));
    put(h, 136, 12, "00000000000");
    put(h, 148, 8, "        ");
    h[156] = '0';
    put(h, 257, 8, "ustar\00000");
    int sum = 0;
    for (byte b : h) {
      sum += b & 0xff;
    }
    put(h, 148, 8, String.format(Locale.ROOT, "%06o\0 ", sum));
    return h;
  }

  private static void put(byte[] h, int at, int room, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length > room) {
      throw new IllegalArgumentException("'" + text + "' is too long for a tar header");
    }
    System.arraycopy(bytes, 0, h, at, bytes.length);
  }

  /** Ends the archive and closes the stream. */
  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.close();
  }
}
