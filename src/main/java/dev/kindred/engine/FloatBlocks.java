package dev.kindred.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

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
   * @param atOnce values set aside on the word of the number alone: a damaged one must end at the
   *     end of the file, not in want of memory
   * @throws IOException when the number is impossible or the stream ends early
   */
  public static float[] read(DataInput in, ByteOrder order, int atOnce) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LARGEST) {
      throw new IOException("impossible length " + length);
    }
    float[] values = new float[Math.min(length, atOnce)];
    byte[] bytes = block(length);
    ByteBuffer block = ByteBuffer.wrap(bytes).order(order);
    for (int at = 0; at < length; at += BLOCK) {
      int n = Math.min(BLOCK, length - at);
      in.readFully(bytes, 0, n * Float.BYTES);
      if (at + n > values.length) {
        values =
            Arrays.copyOf(values, (int) Math.min(length, Math.max(at + n, 2L * values.length)));
      }
      block.asFloatBuffer().get(values, at, n);
    }
    return values;
  }

  private static byte[] block(int length) {
    return new byte[Math.min(BLOCK, length) * Float.BYTES];
  }
}
