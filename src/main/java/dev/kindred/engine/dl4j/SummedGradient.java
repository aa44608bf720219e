package dev.kindred.engine.dl4j;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.kindred.engine.kernel.SumKernel;
import java.util.function.LongFunction;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.BaseNDArray;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * A dense gradient to which DL4J adds those that other readers of the same input send. ND4J's sum
 * of bf16 goes number by number, and would take longer than the convolutions between.
 */
@SuppressWarnings("overrides") // DL4J's own, which take arrays for varargs
final class SummedGradient extends BaseNDArray {
  private static final long serialVersionUID = 1L;

  private final transient LongFunction<SumKernel> sums;

  /**
   * In the memory of {@code array}.
   *
   * @param sums for a length
   */
  SummedGradient(INDArray array, LongFunction<SumKernel> sums) {
    super(array.data(), array.shape(), array.stride(), 0, array.ordering(), array.dataType());
    this.sums = sums;
  }

  @Override
  public INDArray addi(INDArray other) {
    if (other.dataType() != dataType() || other.length() != length()) {
      return super.addi(other);
    }
    sums.apply(length()).add(this, KernelLayer.dense(other), this);
    return this;
  }

  @Override
  public INDArray unsafeDuplication() {
    return dup();
  }

  @Override
  public INDArray unsafeDuplication(boolean blocking) {
    return dup();
  }

  @Override
  public LongShapeDescriptor shapeDescriptor() {
    return LongShapeDescriptor.fromShape(shape(), stride(), 1, ordering(), dataType(), false);
  }

  @Override
  public String getString(long index) {
    throw noText();
  }

  @Override
  protected int stringBuffer(FlatBufferBuilder builder, DataBuffer buffer) {
    throw noText();
  }

  private static UnsupportedOperationException noText() {
    return new UnsupportedOperationException("a gradient is no text");
  }
}
