package dev.kindred.engine.onednn;

import dev.kindred.engine.kernel.CastKernel;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** From fp32 to another type, for one length. */
final class Narrowing implements CastKernel {
  private final stream queue = OneDnn.newStream();
  private final Slot from;
  private final Slot to;
  private final Reorder reorder;

  Narrowing(long length, DataType type) {
    long[] dims = {length};
    from = new Slot(OneDnn.desc(dims, format_tag.x));
    to = new Slot(OneDnn.desc(dims, type, format_tag.x));
    reorder = new Reorder(from.data, to.data);
  }

  @Override
  public void narrow(INDArray x, INDArray y) {
    from.set(OneDnnKernels.at(x));
    to.set(OneDnnKernels.at(y));
    reorder.run(queue);
    queue._wait();
  }
}
