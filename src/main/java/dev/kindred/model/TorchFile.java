package dev.kindred.model;

import dev.kindred.run.KindredException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the weight files of {@code torch.save}, in the zip form (since PyTorch 1.6) and the legacy
 * form before it. Nothing in the file is run ({@link Pickle}); memory stays below the file's length
 * plus four bytes for each of its bytes. Source: {@code torch/serialization.py}.
 */
public final class TorchFile {
  private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long LEGACY_PROTOCOL = 1001;
  private static final int ZIP_MAGIC = 0x04034b50;
  private static final String ENTRY = "/data.pkl";

  private TorchFile() {}

  /**
   * The state dict in a file.
   *
   * @throws KindredException (bad data) when the file is not there, damaged or holds anything but
   *     plain weights
   */
  public static StateDict read(Path file) {
    return WeightFile.open(file, TorchFile::read);
  }

  /**
   * The state dict in a stream, from Hadoop's file systems for instance.
   *
   * @param length bytes in the stream
   * @param source its name for messages
   */
  public static StateDict read(InputStream in, long length, String source) throws IOException {
    return read(WeightFile.bytes(in, length, source), source);
  }

  static StateDict read(ByteBuffer file, String source) {
    if (!isTorch(file)) {
      throw BadWeights.of(
          source,
          "is not a weight file (neither a zip, nor a pickle of protocol 2, nor safetensors); check"
              + " the path");
    }
    return isZip(file) ? readZip(file, source) : readLegacy(file, source);
  }

  static boolean isTorch(ByteBuffer file) {
    boolean pickle = file.capacity() >= 2 && (file.get(0) & 0xff) == 0x80 && file.get(1) == 2;
    return pickle || isZip(file);
  }

  private static boolean isZip(ByteBuffer file) {
    return file.order(ByteOrder.LITTLE_ENDIAN).capacity() >= 4 && file.getInt(0) == ZIP_MAGIC;
  }

  private static StateDict readZip(ByteBuffer file, String source) {
    Map<String, ByteBuffer> entries = StoredZip.entries(source, file);
    List<String> roots =
        entries.keySet().stream()
            .filter(n -> n.endsWith(ENTRY) && n.indexOf('/') == n.length() - ENTRY.length())
            .toList();
    if (roots.size() != 1) {
      throw BadWeights.of(
          source, "refused, it has " + roots.size() + " entries data.pkl in place of one");
    }
    String root = roots.get(0).substring(0, roots.get(0).length() - ENTRY.length()) + "/";
    ByteBuffer order = entries.get(root + "byteorder");
    if (order != null && !text(order).equals("little")) {
      throw bigEndian(source);
    }
    TorchTensors tensors = new TorchTensors(source, file.capacity());
    Object object = Pickle.read(source, entries.get(roots.get(0)), tensors::storage);
    Map<String, ByteBuffer> bytes = new HashMap<>();
    for (TorchTensors.Storage storage : tensors.storages().values()) {
      ByteBuffer content = entries.get(root + "data/" + storage.key());
      checkLength(source, storage, content == null ? -1 : content.capacity());
      bytes.put(storage.key(), content);
    }
    return tensors.stateDict(object, bytes);
  }

  /** Magic, version, system, object, storage keys; then length and bytes of each storage. */
  private static StateDict readLegacy(ByteBuffer file, String source) {
    TorchTensors tensors = new TorchTensors(source, file.capacity());
    if (!LEGACY_MAGIC.equals(Pickle.read(source, file, tensors::storage))) {
      throw BadWeights.of(source, "is a pickle, but not one of torch.save; refused");
    }
    Object version = Pickle.read(source, file, tensors::storage);
    if (!Long.valueOf(LEGACY_PROTOCOL).equals(version)) {
      throw BadWeights.of(source, "is of another version of torch.save than 1001; refused");
    }
    if (!(Pickle.read(source, file, tensors::storage) instanceof Map<?, ?> system)
        || !Boolean.TRUE.equals(system.get("little_endian"))) {
      throw bigEndian(source);
    }
    Object object = Pickle.read(source, file, tensors::storage);
    if (!(Pickle.read(source, file, tensors::storage) instanceof List<?> keys)) {
      throw BadWeights.damaged(source, "its list of storages is missing");
    }
    Map<String, ByteBuffer> bytes = new HashMap<>();
    for (Object key : keys) {
      TorchTensors.Storage storage = key instanceof String ? tensors.storages().get(key) : null;
      if (storage == null || bytes.containsKey(storage.key())) {
        throw BadWeights.of(
            source, "refused, it lists a storage that no tensor uses, or one twice");
      }
      if (file.remaining() < Long.BYTES) {
        throw BadWeights.damaged(
            source, "storage " + BadWeights.quote(storage.key()) + " is missing");
      }
      long count = file.getLong();
      int width = storage.type().width;
      if (count != storage.count() || count > file.remaining() / width) {
        throw BadWeights.damaged(
            source,
            "storage %s should have %d numbers of %d bytes, announces %d and has %d bytes"
                .formatted(
                    BadWeights.quote(storage.key()),
                    storage.count(),
                    width,
                    count,
                    file.remaining()));
      }
      int length = (int) count * width;
      bytes.put(storage.key(), file.slice(file.position(), length).order(ByteOrder.LITTLE_ENDIAN));
      file.position(file.position() + length);
    }
    if (file.hasRemaining()) {
      throw BadWeights.damaged(source, file.remaining() + " bytes follow its last storage");
    }
    return tensors.stateDict(object, bytes);
  }

  private static void checkLength(String source, TorchTensors.Storage storage, long length) {
    if (length % storage.type().width != 0 || length / storage.type().width != storage.count()) {
      throw BadWeights.damaged(
          source,
          "storage %s should have %d numbers of %d bytes and has %s"
              .formatted(
                  BadWeights.quote(storage.key()),
                  storage.count(),
                  storage.type().width,
                  length < 0 ? "none" : length + " bytes"));
    }
  }

  private static KindredException bigEndian(String source) {
    return BadWeights.of(
        source, "was written on a big-endian machine; save it again on a little-endian one");
  }

  private static String text(ByteBuffer bytes) {
    byte[] text = new byte[Math.min(16, bytes.capacity())];
    bytes.get(0, text);
    return new String(text, StandardCharsets.US_ASCII);
  }
}
