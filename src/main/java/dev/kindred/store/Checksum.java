package dev.kindred.store;

import java.util.zip.CRC32C;

/** CRC-32C (Castagnoli), which processors compute at several gigabytes a second. */
final class Checksum {
  private Checksum() {}

  static int of(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (int) crc.getValue();
  }
}
