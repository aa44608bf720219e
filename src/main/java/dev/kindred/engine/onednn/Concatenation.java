package dev.kindred.engine.onednn;

import dev.kindred.engine.kernel.JoinKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.concat;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.memory_desc_vector;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Images {@code [n, h, w, c_i]} side by side in their channels, and apart again. */
final class Concatenation implements JoinKernel {
  private static final int CHANNELS = 1;

  private final stream queue = OneDnn.newStream();
  private final List<Slot> parts;
  private final Slot whole;
  private final concat forward;
  private final IntMemoryMap forwardArgs = new IntMemoryMap();
  private final Scratch scratch;

  /** Each part of the whole, for the way back. */
  private final List<Slot> places;

  private final List<Reorder> backward;
  private final long[] offsets;

  Concatenation(long n, long h, long w, int[] channels, DataType type) {
    List<memory.desc> descs =
        Arrays.stream(channels)
            .mapToObj(c -> OneDnn.desc(new long[] {n, c, h, w}, type, format_tag.nhwc))
            .toList();
    long sum = Arrays.stream(channels).sum();
    memory.desc wholeDesc = OneDnn.desc(new long[] {n, sum, h, w}, type, format_tag.nhwc);
    concat.primitive_desc desc =
        new concat.primitive_desc(
            OneDnn.cpu(),
            wholeDesc,
            CHANNELS,
            new memory_desc_vector(descs.toArray(new memory.desc[0])),
            Scratch.given(),
            false);
    forward = new concat(desc);
    parts = descs.stream().map(Slot::new).toList();
    whole = new Slot(wholeDesc);
    forwardArgs.put(dnnl.DNNL_ARG_DST, whole.data);
    for (int i = 0; i < parts.size(); i++) {
      forwardArgs.put(dnnl.DNNL_ARG_MULTIPLE_SRC + i, parts.get(i).data);
    }
    scratch = new Scratch(desc.scratchpad_desc(), forwardArgs);
    long[] strides = {h * w * sum, 1, w * sum, sum};
    places =
        Arrays.stream(channels)
            .mapToObj(
                c -> new Slot(new memory.desc(new long[] {n, c, h, w}, OneDnn.of(type), strides)))
            .toList();
    backward = new ArrayList<>();
    offsets = new long[channels.length];
    long before = 0;
    for (int i = 0; i < channels.length; i++) {
      backward.add(new Reorder(places.get(i).data, parts.get(i).data));
      offsets[i] = before * type.width();
      before += channels[i];
    }
  }

  @Override
  public void forward(INDArray[] x, INDArray y) {
    bind(x);
    whole.set(OneDnnKernels.at(y));
    scratch.bind();
    forward.execute(queue, forwardArgs);
    queue._wait();
  }

  @Override
  public void backward(INDArray dy, INDArray[] dx) {
    bind(dx);
    for (int i = 0; i < dx.length; i++) {
      places.get(i).set(OneDnnKernels.at(dy) + offsets[i]);
      backward.get(i).run(queue);
    }
    queue._wait();
  }

  private void bind(INDArray[] arrays) {
    for (int i = 0; i < arrays.length; i++) {
      parts.get(i).set(OneDnnKernels.at(arrays[i]));
    }
  }
}
