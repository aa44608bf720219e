package dev.kindred.engine.dl4j;

import dev.kindred.engine.FloatVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The flat arrays in which DL4J keeps parameters and moments, in the host's memory. */
final class NativeRow {
  private NativeRow() {}

  static FloatVector copy(INDArray row) {
    float[] values = new float[Math.toIntExact(row.length())];
    new FloatPointer(row.data().addressPointer()).get(values, 0, values.length);
    return new FloatVector(values);
  }

  /** The array itself, not a copy. */
  static ByteBuffer bytes(INDArray row) {
    BytePointer pointer = new BytePointer(row.data().addressPointer());
    return pointer
        .capacity(Math.multiplyExact(row.length(), Float.BYTES))
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  /**
   * @throws IllegalArgumentException when the lengths differ
   */
  static void set(INDArray row, FloatVector values) {
    if (row.length() != values.length()) {
      throw new IllegalArgumentException(
          "a state of %d values is not this network's, which has %d"
              .formatted(values.length(), row.length()));
    }
    new FloatPointer(row.data().addressPointer()).put(values.values(), 0, values.length());
  }
}
