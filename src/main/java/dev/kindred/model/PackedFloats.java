package dev.kindred.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Floats as the files have them. */
final class PackedFloats {
  private PackedFloats() {}

  static byte[] littleEndian(float[] values) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes;
  }
}
