package dev.kindred.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads and writes safetensors files: the length of the header (8 bytes), the header (JSON: dtype,
 * shape and place of each tensor), the numbers, little-endian and row-major. Source: <a
 * href="https://github.com/huggingface/safetensors#format">the format</a>.
 */
public final class Safetensors {
  static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * Key in {@code __metadata__}: SHA-256 over name, shape and bytes of each tensor, in the order of
   * their bytes. Files of others do not have it.
   */
  static final String SHA256 = "sha256";

  private static final int ALIGNMENT = 8;
  private static final int CHUNK = 1 << 16;

  private Safetensors() {}

  /**
   * The tensors of a file, in the order of their bytes.
   *
   * @throws dev.kindred.run.KindredException (bad data) when the file is not there or not a sound
   *     safetensors file
   */
  public static StateDict read(Path file) {
    return WeightFile.open(file, Safetensors::read);
  }

  /**
   * The tensors of a stream.
   *
   * @param length bytes in the stream
   * @param source its name for messages
   */
  public static StateDict read(InputStream in, long length, String source) throws IOException {
    return SafetensorsReader.read(WeightFile.bytes(in, length, source), source);
  }

  /**
   * Writes all tensors as 32-bit floats, with their checksum.
   *
   * @param metadata texts for the header's {@code __metadata__}
   */
  public static void write(StateDict dict, Map<String, String> metadata, OutputStream out)
      throws IOException {
    Map<String, String> about = new TreeMap<>(metadata);
    about.put(SHA256, checksum(dict));
    byte[] header = header(dict, about);
    int padding = -header.length & (ALIGNMENT - 1);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(0, header.length + padding).array());
    out.write(header);
    byte[] spaces = new byte[padding];
    Arrays.fill(spaces, (byte) ' ');
    out.write(spaces);
    for (Tensor tensor : dict.tensors().values()) {
      chunks(tensor, out::write);
    }
  }

  private static String checksum(StateDict dict) throws IOException {
    MessageDigest digest = Checksums.sha256();
    for (Tensor tensor : dict.tensors().values()) {
      Checksums.describe(digest, tensor.name(), tensor.shape());
      chunks(tensor, digest::update);
    }
    return Checksums.hex(digest);
  }

  private interface Sink {
    void take(byte[] bytes, int from, int count) throws IOException;
  }

  private static void chunks(Tensor tensor, Sink sink) throws IOException {
    float[] data = tensor.data();
    int most = Math.min(CHUNK, data.length);
    ByteBuffer chunk = ByteBuffer.allocate(most * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < data.length; from += CHUNK) {
      int n = Math.min(CHUNK, data.length - from);
      chunk.clear().asFloatBuffer().put(data, from, n);
      sink.take(chunk.array(), 0, n * Float.BYTES);
    }
  }

  private static byte[] header(StateDict dict, Map<String, String> metadata) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("__metadata__");
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      long at = 0;
      for (Tensor tensor : dict.tensors().values()) {
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField("dtype", "F32");
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.shape().length);
        long end = at + (long) tensor.data().length * Float.BYTES;
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {at, end}, 0, 2);
        json.writeEndObject();
        at = end;
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
