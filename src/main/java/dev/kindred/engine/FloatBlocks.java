package dev.kindred.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Floats in a stream: their number, then their bytes. They move block by block, as streams take
 * much longer for tens of millions of single values.
 */
public final class FloatBlocks {
  private static final int BLOCK = 1 << 16;
  private static final int LARGEST = 1 << 29;

  private FloatBlocks() {}

  /** Writes number and values, in little-endian order. */
  public static void write(float[] values, DataOutput out) throws IOException {
    out.writeInt(values.length);
    byte[] bytes = block(values.length);
    ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < values.length; at += BLOCK) {
      int n = Math.min(BLOCK, values.length - at);
      block.asFloatBuffer().put(values, at, n);
      out.write(bytes, 0, n * Float.BYTES);
    }
  }

  /**
   * Reads number and values.
   *
   * @param order of the values' bytes
   * @param most values that there can be: a damaged number must not end in want of memory
   * @throws IOException when the number is impossible or the stream ends early
   */
  public static float[] read(DataInput in, ByteOrder order, long most) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > Math.min(LARGEST, most)) {
      throw new IOException("impossible length " + length);
    }
    float[] values = new float[length];
    byte[] bytes = block(length);
    ByteBuffer block = ByteBuffer.wrap(bytes).order(order);
    for (int at = 0; at < length; at += BLOCK) {
      int n = Math.min(BLOCK, length - at);
      in.readFully(bytes, 0, n * Float.BYTES);
      block.asFloatBuffer().get(values, at, n);
    }
    return values;
  }

  private static byte[] block(int length) {
    return new byte[Math.min(BLOCK, length) * Float.BYTES];
  }
}
