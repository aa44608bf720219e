package dev.kindred.engine.onednn;

import dev.kindred.engine.kernel.SumKernel;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sums of two dense arrays, for one length. */
final class Addition implements SumKernel {
  private final stream queue = OneDnn.newStream();
  private final binary primitive;
  private final Slot first;
  private final Slot second;
  private final Slot sum;
  private final IntMemoryMap args = new IntMemoryMap();
  private final Scratch scratch;

  Addition(long length, DataType type) {
    memory.desc layout = OneDnn.desc(new long[] {length}, type, format_tag.x);
    binary.primitive_desc desc =
        new binary.primitive_desc(
            OneDnn.cpu(),
            dnnl.algorithm.binary_add.value,
            layout,
            layout,
            layout,
            Scratch.given(),
            false);
    primitive = new binary(desc);
    first = new Slot(layout);
    second = new Slot(layout);
    sum = new Slot(layout);
    args.put(dnnl.DNNL_ARG_SRC_0, first.data)
        .put(dnnl.DNNL_ARG_SRC_1, second.data)
        .put(dnnl.DNNL_ARG_DST, sum.data);
    scratch = new Scratch(desc.scratchpad_desc(), args);
  }

  @Override
  public void add(INDArray a, INDArray b, INDArray y) {
    first.set(OneDnnKernels.at(a));
    second.set(OneDnnKernels.at(b));
    sum.set(OneDnnKernels.at(y));
    scratch.bind();
    primitive.execute(queue, args);
    queue._wait();
  }
}
