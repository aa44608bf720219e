package dev.kindred.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message in the making: fields are appended in wire format. Nested messages and bytes
 * are kept by reference, so that the weights exist once. Source: <a
 * href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>.
 */
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final List<byte[]> parts = new ArrayList<>();
  private long length;

  /** A whole number; negative ones take ten bytes. */
  ProtoMessage number(int field, long value) {
    return tag(field, VARINT).add(varint(value));
  }

  ProtoMessage real(int field, float value) {
    return tag(field, FIXED32).add(PackedFloats.littleEndian(new float[] {value}));
  }

  ProtoMessage text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage bytes(int field, byte[] value) {
    return tag(field, BYTES).add(varint(value.length)).add(value);
  }

  ProtoMessage message(int field, ProtoMessage nested) {
    tag(field, BYTES).add(varint(nested.length));
    nested.parts.forEach(this::add);
    return this;
  }

  void writeTo(OutputStream out) throws IOException {
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
