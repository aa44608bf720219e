package dev.kindred.engine.onednn;

import dev.kindred.model.Activation;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * ReLU or ReLU6 over a dense tensor; the gradient is taken from the output, so the input may go.
 */
public final class Rectifier {
  private final stream queue = OneDnn.newStream();
  private final Slot data;
  private final Slot diffDst;
  private final Slot diffSrc;
  private final eltwise_forward forward;
  private final eltwise_backward backward;
  private final IntMemoryMap forwardArgs = new IntMemoryMap();
  private final IntMemoryMap backwardArgs = new IntMemoryMap();
  private final Scratch forwardScratch;
  private final Scratch backwardScratch;

  /**
   * @param length number of values
   * @param kind RELU or RELU6
   * @param type of the values
   */
  public Rectifier(long length, Activation kind, DataType type) {
    memory.desc layout = OneDnn.desc(new long[] {length}, type, format_tag.x);
    int algorithm =
        switch (kind) {
          case RELU -> dnnl.algorithm.eltwise_relu_use_dst_for_bwd.value;
          case RELU6 -> dnnl.algorithm.eltwise_clip_v2_use_dst_for_bwd.value;
          case IDENTITY -> throw new IllegalArgumentException("identity has nothing to rectify");
        };
    float alpha = 0;
    float beta = kind == Activation.RELU6 ? 6 : 0;
    eltwise_forward.primitive_desc forwardDesc =
        new eltwise_forward.primitive_desc(
            OneDnn.cpu(),
            dnnl.prop_kind.forward_training.value,
            algorithm,
            layout,
            layout,
            alpha,
            beta,
            Scratch.given(),
            false);
    forward = new eltwise_forward(forwardDesc);
    eltwise_backward.primitive_desc backwardDesc =
        new eltwise_backward.primitive_desc(
            OneDnn.cpu(),
            algorithm,
            layout,
            layout,
            layout,
            alpha,
            beta,
            forwardDesc,
            Scratch.given(),
            false);
    backward = new eltwise_backward(backwardDesc);
    data = new Slot(layout);
    diffDst = new Slot(layout);
    diffSrc = new Slot(layout);
    forwardArgs.put(dnnl.DNNL_ARG_SRC, data.data).put(dnnl.DNNL_ARG_DST, data.data);
    backwardArgs
        .put(dnnl.DNNL_ARG_DST, data.data)
        .put(dnnl.DNNL_ARG_DIFF_DST, diffDst.data)
        .put(dnnl.DNNL_ARG_DIFF_SRC, diffSrc.data);
    forwardScratch = new Scratch(forwardDesc.scratchpad_desc(), forwardArgs);
    backwardScratch = new Scratch(backwardDesc.scratchpad_desc(), backwardArgs);
  }

  /** In place. */
  public void forward(long at) {
    data.set(at);
    forwardScratch.bind();
    forward.execute(queue, forwardArgs);
    queue._wait();
  }

  /** The gradient of the input, from the output and the gradient there; both may be one place. */
  public void backward(long dstAt, long diffDstAt, long diffSrcAt) {
    data.set(dstAt);
    diffDst.set(diffDstAt);
    diffSrc.set(diffSrcAt);
    backwardScratch.bind();
    backward.execute(queue, backwardArgs);
    queue._wait();
  }
}
