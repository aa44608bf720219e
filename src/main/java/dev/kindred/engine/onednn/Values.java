package dev.kindred.engine.onednn;

import dev.kindred.engine.Bf16;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.ShortPointer;
import org.nd4j.linalg.api.buffer.DataType;

/** Native numbers of fp32 or bf16 as Java's floats, for what is computed in Java. */
final class Values {
  private Values() {}

  /** Fills {@code into} from the numbers that begin there. */
  static void read(long at, DataType type, float[] into) {
    if (type == DataType.FLOAT) {
      new FloatPointer(new Address().at(at)).get(into, 0, into.length);
      return;
    }
    short[] halves = new short[into.length];
    new ShortPointer(new Address().at(at)).get(halves, 0, halves.length);
    Bf16.decode(halves, into);
  }

  /** Writes all of {@code values}, rounded to nearest where the numbers are bf16. */
  static void write(long at, DataType type, float[] values) {
    if (type == DataType.FLOAT) {
      new FloatPointer(new Address().at(at)).put(values, 0, values.length);
    } else {
      new ShortPointer(new Address().at(at)).put(Bf16.encode(values), 0, values.length);
    }
  }
}
