package dev.kindred.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** The upper half of a float: its range with 8 bits of precision, rounded to nearest even. */
public final class Bf16 {
  private static final int LOWER = 16;
  private static final int LAST_BIT = 1 << LOWER;
  private static final int JUST_BELOW_HALF = (LAST_BIT >> 1) - 1;

  private Bf16() {}

  /** The nearest value that has a bf16 form. */
  public static float round(float value) {
    return Float.intBitsToFloat(encode(value) << LOWER);
  }

  private static int encode(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return Float.floatToIntBits(Float.NaN) >>> LOWER;
    }
    return (bits + JUST_BELOW_HALF + (bits >>> LOWER & 1)) >>> LOWER;
  }

  /** The nearest values that have a bf16 form, as their 16 bits. */
  public static short[] encode(float[] values) {
    short[] halves = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      halves[i] = (short) encode(values[i]);
    }
    return halves;
  }

  /** What these bits stand for, exactly. */
  public static void decode(short[] halves, float[] into) {
    for (int i = 0; i < halves.length; i++) {
      into[i] = Float.intBitsToFloat(halves[i] << LOWER);
    }
  }

  /** Half as many bytes, in native order. */
  public static ByteBuffer encode(ByteBuffer floats) {
    FloatBuffer from = floats.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
    ByteBuffer bytes =
        ByteBuffer.allocate(from.remaining() * Short.BYTES).order(ByteOrder.nativeOrder());
    ShortBuffer to = bytes.asShortBuffer();
    while (from.hasRemaining()) {
      to.put((short) encode(from.get()));
    }
    return bytes;
  }

  /** The floats again, exactly those that {@link #round} gives. */
  public static ByteBuffer decode(ByteBuffer halves) {
    ShortBuffer from = halves.duplicate().order(ByteOrder.nativeOrder()).asShortBuffer();
    ByteBuffer bytes =
        ByteBuffer.allocate(from.remaining() * Float.BYTES).order(ByteOrder.nativeOrder());
    while (from.hasRemaining()) {
      bytes.putInt(from.get() << LOWER);
    }
    return bytes.flip();
  }
}
