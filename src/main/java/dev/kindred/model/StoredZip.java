package dev.kindred.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The entries of a zip file in memory, as {@code torch.save} writes them: stored, never compressed.
 * So there is nothing to inflate, and an entry is a slice of the file. Names that would leave a
 * folder are refused although nothing is ever unpacked: no honest file has them. Source: PKWARE's
 * APPNOTE 6.3.
 */
final class StoredZip {
  private static final int END = 0x06054b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int END_LENGTH = 22;
  private static final int CENTRAL_LENGTH = 46;
  private static final int LOCAL_LENGTH = 30;

  private final String source;
  private final ByteBuffer file;
  private final Map<String, ByteBuffer> entries = new LinkedHashMap<>();

  private StoredZip(String source, ByteBuffer file) {
    this.source = source;
    this.file = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Content of every entry by name.
   *
   * @throws dev.kindred.run.KindredException (bad data) when the file is damaged, has a compressed,
   *     doubled or overlapping entry or an unsafe name
   */
  static Map<String, ByteBuffer> entries(String source, ByteBuffer file) {
    StoredZip zip = new StoredZip(source, file);
    zip.read();
    return zip.entries;
  }

  private void read() {
    int end = findEnd();
    int count = file.getShort(end + 10) & 0xffff;
    long at = file.getInt(end + 16) & 0xffffffffL;
    long used = 0;
    for (int i = 0; i < count; i++) {
      check(at + CENTRAL_LENGTH <= end && file.getInt((int) at) == CENTRAL, "its zip directory is");
      int entry = (int) at;
      int nameLength = file.getShort(entry + 28) & 0xffff;
      int extras = (file.getShort(entry + 30) & 0xffff) + (file.getShort(entry + 32) & 0xffff);
      at += CENTRAL_LENGTH + nameLength + extras;
      check(at <= end, "its zip directory is");
      String name = text(entry + CENTRAL_LENGTH, nameLength);
      checkName(name);
      ByteBuffer content = content(entry, name);
      used += content.capacity();
      // Overlapping entries would make a small file look like a large one.
      if (used > file.capacity()) {
        throw BadWeights.of(source, "refused, its zip entries overlap");
      }
      if (entries.put(name, content) != null) {
        throw BadWeights.of(
            source, "refused, it has the entry " + BadWeights.quote(name) + " twice");
      }
    }
  }

  private int findEnd() {
    // The end record may be followed by a comment of at most 65,535 bytes.
    int lowest = Math.max(0, file.capacity() - END_LENGTH - 0xffff);
    for (int at = file.capacity() - END_LENGTH; at >= lowest; at--) {
      if (file.getInt(at) == END) {
        return at;
      }
    }
    throw BadWeights.damaged(source, "its zip directory is missing");
  }

  private ByteBuffer content(int entry, String name) {
    int method = file.getShort(entry + 10);
    long packed = file.getInt(entry + 20) & 0xffffffffL;
    long size = file.getInt(entry + 24) & 0xffffffffL;
    long local = file.getInt(entry + 42) & 0xffffffffL;
    if (method != 0 || packed != size) {
      throw BadWeights.of(
          source,
          "refused, its entry "
              + BadWeights.quote(name)
              + " is compressed, which torch.save never does");
    }
    String where = "its entry " + BadWeights.quote(name) + " is";
    check(local + LOCAL_LENGTH <= file.capacity(), where);
    int header = (int) local;
    check(file.getInt(header) == LOCAL, where);
    int nameLength = file.getShort(header + 26) & 0xffff;
    long start = local + LOCAL_LENGTH + nameLength + (file.getShort(header + 28) & 0xffff);
    check(start + size <= file.capacity(), where);
    check(text(header + LOCAL_LENGTH, nameLength).equals(name), where);
    ByteBuffer content = file.slice((int) start, (int) size).order(ByteOrder.LITTLE_ENDIAN);
    CRC32 crc = new CRC32();
    crc.update(content.duplicate());
    check((int) crc.getValue() == file.getInt(entry + 16), where);
    return content;
  }

  private void checkName(String name) {
    if (name.startsWith("/")
        || name.contains("\\")
        || name.contains(":")
        || name.chars().anyMatch(c -> c < ' ')
        || ("/" + name + "/").contains("/../")) {
      throw BadWeights.of(
          source, "refused, its zip entry " + BadWeights.quote(name) + " has an unsafe name");
    }
  }

  private String text(int at, int length) {
    byte[] bytes = new byte[length];
    file.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void check(boolean ok, String what) {
    if (!ok) {
      throw BadWeights.damaged(source, what + " broken");
    }
  }
}
