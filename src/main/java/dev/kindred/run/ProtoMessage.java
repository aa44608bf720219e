package dev.kindred.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message in the making: fields are appended in wire format. Nested messages and bytes
 * are kept by reference, so that the weights exist once. Source: <a
 * href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>.
 */
public final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final List<byte[]> parts = new ArrayList<>();
  private long length;

  /** A whole number; negative ones take ten bytes. */
  public ProtoMessage number(int field, long value) {
    return tag(field, VARINT).add(varint(value));
  }

  /** A number of single precision. */
  public ProtoMessage real(int field, float value) {
    return tag(field, FIXED32).add(little(Float.BYTES).putFloat(value).array());
  }

  /** A number of double precision. */
  public ProtoMessage real(int field, double value) {
    return tag(field, FIXED64).add(little(Double.BYTES).putDouble(value).array());
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A text. */
  public ProtoMessage text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes, which are not copied. */
  public ProtoMessage bytes(int field, byte[] value) {
    return tag(field, BYTES).add(varint(value.length)).add(value);
  }

  /** Another message. */
  public ProtoMessage message(int field, ProtoMessage nested) {
    tag(field, BYTES).add(varint(nested.length));
    nested.parts.forEach(this::add);
    return this;
  }

  /** Writes what was appended so far. */
  public void writeTo(OutputStream out) throws IOException {
    for (byte[] part : parts) {
      out.write(part);
    }
  }

  private ProtoMessage tag(int field, int wireType) {
    return add(varint(((long) field << 3) | wireType));
  }

  private ProtoMessage add(byte[] part) {
    parts.add(part);
    length += part.length;
    return this;
  }

  private static byte[] varint(long value) {
    int size = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (((value >>> (7 * i)) & 0x7f) | (i < size - 1 ? 0x80 : 0));
    }
    return bytes;
  }
}
