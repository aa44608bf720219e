package dev.kindred.engine;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tens of millions of floats on their way between driver and executors. Java's own serialisation of
 * a {@code float[]} converts value by value; this moves blocks.
 */
public final class FloatVector implements Externalizable {
  private static final long serialVersionUID = 1L;
  private static final int BLOCK = 1 << 16;

  private float[] values;

  /** For deserialisation. */
  public FloatVector() {
    this(new float[0]);
  }

  /** Takes the array over; it is not copied. */
  public FloatVector(float[] values) {
    this.values = values;
  }

  /** The array itself; not to be written by readers. */
  public float[] values() {
    return values;
  }

  /** Number of values. */
  public int length() {
    return values.length;
  }

  /** Whether all values are numbers, none of them infinite. */
  public boolean isFinite() {
    for (float v : values) {
      if (!Float.isFinite(v)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeInt(values.length);
    ByteBuffer block = ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < values.length; at += BLOCK) {
      int n = Math.min(BLOCK, values.length - at);
      block.asFloatBuffer().put(values, at, n);
      out.write(block.array(), 0, n * Float.BYTES);
    }
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    values = new float[in.readInt()];
    ByteBuffer block = ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < values.length; at += BLOCK) {
      int n = Math.min(BLOCK, values.length - at);
      in.readFully(block.array(), 0, n * Float.BYTES);
      block.asFloatBuffer().get(values, at, n);
    }
  }
}
