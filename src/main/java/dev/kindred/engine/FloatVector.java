package dev.kindred.engine;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteOrder;

/**
 * Tens of millions of floats on their way between driver and executors. Java's own serialisation of
 * a {@code float[]} converts value by value; this moves blocks.
 */
public final class FloatVector implements Externalizable {
  private static final long serialVersionUID = 1L;

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
    FloatBlocks.write(values, out);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    values = FloatBlocks.read(in, ByteOrder.LITTLE_ENDIAN, Integer.MAX_VALUE);
  }
}
