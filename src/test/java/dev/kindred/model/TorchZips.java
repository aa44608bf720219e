package dev.kindred.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Puts pickles into the two forms of torch.save. */
final class TorchZips {
  private TorchZips() {}

  /** A zip of stored entries. */
  static byte[] zip(Map<String, byte[]> entries) {
    return zip(entries, ZipEntry.STORED);
  }

  static byte[] zip(Map<String, byte[]> entries, int method) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> e : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(e.getKey());
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
          CRC32 crc = new CRC32();
          crc.update(e.getValue());
          entry.setCrc(crc.getValue());
          entry.setSize(e.getValue().length);
        }
        zip.putNextEntry(entry);
        zip.write(e.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The head of a legacy file and the pickle of its object; key list and storages follow. */
  static byte[] legacy(byte[] pickle, boolean littleEndian) {
    byte[] magic = new PickleBytes().op(MAGIC).stop();
    byte[] version = new PickleBytes().number(1001).stop();
    byte[] system =
        new PickleBytes()
            .op('}')
            .text("little_endian")
            .op(littleEndian ? 0x88 : 0x89)
            .op('s')
            .stop();
    return PickleBytes.join(magic, version, system, pickle);
  }

  private static final int[] MAGIC = {
    0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19
  };
}
